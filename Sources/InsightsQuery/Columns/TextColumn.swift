/// A column of texts: one code per row; each distinct text is stored once.
struct TextColumn: Sendable {
    /// One code per row, an index into the dictionary; 0 is null.
    let codes: ColumnValues<UInt32>
    /// The distinct texts.
    let dictionary: TextDictionary
    private let firsts = Lazy<[UInt32]>()

    /// Creates a column from codes and their dictionary.
    init(codes: ColumnValues<UInt32>, dictionary: TextDictionary) {
        self.codes = codes
        self.dictionary = dictionary
    }

    /// The first row of every code; the number of rows for a code that occurs in no row.
    var firstRows: [UInt32] {
        firsts.value {
            let none = UInt32(codes.count)
            var firsts = Array(repeating: none, count: dictionary.count)
            for (row, code) in codes.enumerated() where firsts[Int(code)] == none { firsts[Int(code)] = UInt32(row) }
            return firsts
        }
    }
}
