extension InputError {
    /// Where in a file, a text or a command line a mistake is; every part may be missing.
    public struct Place: Sendable, Equatable, CustomStringConvertible {
        /// The file as it was opened; empty for none.
        public var file: String
        /// The line, counted from 1.
        public var line: Int?
        /// The column of the line, counted from 1.
        public var column: Int?
        /// The number of the field in its row, counted from 1; in tables of text.
        public var ordinal: Int?
        /// The field: a path such as `rules[2].fault` or `/steps/0`, the name of a table's column, an option.
        public var field: String

        /// Creates a place.
        public init(
            file: String = "", line: Int? = nil, column: Int? = nil, ordinal: Int? = nil, field: String = ""
        ) {
            self.file = file
            self.line = line
            self.column = column
            self.ordinal = ordinal
            self.field = field
        }

        /// The parts that are there, from the file inwards: `ISVOrder.csv:12: column 3 (OrderQuantity)`.
        public var description: String {
            [position, self.name].filter { !$0.isEmpty }.joined(separator: ": ")
        }

        private var position: String {
            guard file.isEmpty else {
                return file + [line, column].compactMap { $0.map { ":\($0)" } }.joined()
            }
            return [line.map { "line \($0)" }, column.map { "column \($0)" }].compactMap { $0 }.joined(separator: ", ")
        }

        private var name: String {
            switch (ordinal, field) {
            case (nil, let field): field
            case (let ordinal?, ""): "column \(ordinal)"
            case (let ordinal?, let field): "column \(ordinal) (\(field))"
            }
        }
    }
}
