public import InsightsJSON

/// Why the fixtures cannot be used: what is wrong, where, and what is expected.
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
    case mismatch(InputError)
    /// The program has no such dataset.
    case unknownDataset(program: String, name: String, known: [String])

    /// The error on one printable line that begins with its location.
    public var description: String { PrintableText.line(text) }

    private var text: String {
        switch self {
        case .folderNotFound(let tried):
            "found no fixtures at \(tried.joined(separator: ", ")); expected a folder with catalogue.json"
        case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
        case .unwritable(let file, let reason): "\(file): cannot be written: \(reason)"
        case .malformed(let file, let line, let column, let reason): "\(file):\(line):\(column): \(reason)"
        case .mismatch(let mismatch): mismatch.description
        case .unknownDataset(let program, let name, let known):
            InputError(
                place: program, found: "no dataset '\(name)'", expected: known.joined(separator: ", "),
                hint: InputError.suggestion(for: name, among: known)
            ).description
        }
    }
}
