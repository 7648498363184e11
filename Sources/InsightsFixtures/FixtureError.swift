/// The reason why the fixtures cannot be used: what is wrong, where, and what is expected.
public enum FixtureError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No folder holds a catalogue; `tried` lists the folders in order.
    case folderNotFound(tried: [String])
    /// A file cannot be read.
    case unreadable(file: String, reason: String)
    /// A file or folder cannot be written.
    case unwritable(file: String, reason: String)
    /// A file is not valid JSON, CSV or UTF-8; the column counts bytes from 1.
    case malformed(file: String, line: Int, column: Int, reason: String)
    /// A file is well formed, but a value in it is invalid.
    case mismatch(FixtureMisfit)
    /// The program has no such dataset.
    case unknownDataset(program: String, name: String, known: [String])

    /// The error on one line that begins with its location.
    public var description: String {
        switch self {
        case .folderNotFound(let tried):
            "no fixtures found, expected a folder with catalogue.json; tried \(tried.joined(separator: ", "))"
        case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
        case .unwritable(let file, let reason): "\(file): cannot be written: \(reason)"
        case .malformed(let file, let line, let column, let reason): "\(file):\(line):\(column): \(reason)"
        case .mismatch(let mismatch): mismatch.description
        case .unknownDataset(let program, let name, let known):
            "no dataset \"\(name)\" in program \"\(program)\", known are \(known.joined(separator: ", "))"
        }
    }
}

/// An invalid value in a fixture file.
public struct FixtureMisfit: Equatable, Sendable, CustomStringConvertible {
    /// The path of the file as it was opened.
    public let file: String
    /// The line, counted from 1.
    public let line: Int
    /// The number of the CSV column, counted from 1; nil in JSON files and for whole rows.
    public let column: Int?
    /// The name of the CSV column, or the path of the JSON value such as `tenants[2].domain`; empty for whole rows.
    public let field: String
    /// The value found, never a secret.
    public let found: String
    /// A description of the accepted values.
    public let expected: String

    /// Creates a misfit.
    public init(file: String, line: Int, column: Int? = nil, field: String = "", found: String, expected: String) {
        self.file = file
        self.line = line
        self.column = column
        self.field = field
        self.found = found
        self.expected = expected
    }

    /// The misfit on one line: `ISVOrder.csv:12: column 3 (OrderQuantity): found "ten", expected a whole number`.
    public var description: String {
        let place =
            switch (column, field) {
            case (nil, ""): ""
            case (nil, let field): " \(field):"
            case (let column?, ""): " column \(column):"
            case (let column?, let field): " column \(column) (\(field)):"
            }
        return "\(file):\(line):\(place) found \(found), expected \(expected)"
    }
}
