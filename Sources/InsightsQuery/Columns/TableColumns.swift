/// The columns of a table, each made when it is first used.
struct TableColumns: RandomAccessCollection, Sendable {
    private let columns: [LazyColumn]

    /// Holds columns that exist.
    init(_ columns: [Column]) {
        self.columns = columns.map { column in LazyColumn { column } }
    }

    /// Makes each column on first use, by its index; two threads that use it at once make it once.
    init(count: Int, _ make: @escaping @Sendable (_ index: Int) -> Column) {
        columns = (0..<count).map { index in LazyColumn { make(index) } }
    }

    var startIndex: Int { 0 }
    var endIndex: Int { columns.count }

    /// The column with an index.
    subscript(index: Int) -> Column { columns[index].column }

    /// Returns columns that are each made from one of these.
    func replacing(_ transform: @escaping @Sendable (_ index: Int, _ column: Column) -> Column) -> TableColumns {
        let columns = self
        return TableColumns(count: count) { transform($0, columns[$0]) }
    }
}

/// A column that is made on first use.
private final class LazyColumn: Sendable {
    private let made = Lazy<Column>()
    private let make: @Sendable () -> Column

    init(_ make: @escaping @Sendable () -> Column) {
        self.make = make
    }

    var column: Column { made.value(make) }
}
