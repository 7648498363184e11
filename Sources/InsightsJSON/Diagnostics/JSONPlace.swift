/// Where a value is in a JSON text, in the form that the text's readers know.
package struct JSONPlace: Sendable, CustomStringConvertible {
    /// How places are written, and with it what a text's author may do.
    package enum Style: Sendable {
        /// `rules[2].fault`: a body or a file of the simulator, where null means that nothing is there.
        case dotted
        /// `/steps/0/expect` (RFC 6901): a contract, where null is a value.
        case pointer
        /// `tenants[2].domain` with file and line: fixtures, where null is a value, and texts may be secret.
        case file
    }

    /// A file whose lines are found again.
    private struct Source: Sendable {
        let file: String
        let bytes: [UInt8]
    }

    /// How the place is written.
    package let style: Style
    /// The path; empty for the whole text.
    package private(set) var path: String
    private let source: Source?
    /// The positions to enter from the root, see `JSONParser.location(of:in:)`.
    private var steps: [Int] = []

    private init(_ style: Style, path: String, source: Source? = nil) {
        self.style = style
        self.path = path
        self.source = source
    }

    /// Creates a place such as `rules[2].fault`; empty for the whole text.
    package static func dotted(_ path: String = "") -> JSONPlace { JSONPlace(.dotted, path: path) }

    /// Creates a place such as `/steps/0`; empty for the whole text.
    package static func pointer(_ pointer: JSONPointer = JSONPointer()) -> JSONPlace {
        JSONPlace(.pointer, path: pointer.description)
    }

    /// Creates the place of a file's whole text.
    package static func file(_ file: String, text bytes: [UInt8]) -> JSONPlace {
        JSONPlace(.file, path: "", source: Source(file: file, bytes: bytes))
    }

    /// Returns the place of a member.
    ///
    /// - Parameters:
    ///   - key: the member's name.
    ///   - index: its position in the object; nil if it is not there, which gives the line of the object.
    /// - Returns: the place.
    package func member(_ key: String, at index: Int? = nil) -> JSONPlace {
        var place = self
        switch style {
        case .pointer: place.path += "/" + JSONPointer.escaped(key)
        case .dotted, .file: place.path = path.isEmpty ? key : "\(path).\(key)"
        }
        if let index { place.steps.append(index) }
        return place
    }

    /// Returns the place of an element.
    package func element(_ index: Int) -> JSONPlace {
        var place = self
        place.path += style == .pointer ? "/\(index)" : "[\(index)]"
        place.steps.append(index)
        return place
    }

    /// What errors call the whole text.
    static let wholeText = "text"

    /// The place as errors have it.
    package var inputPlace: InputError.Place {
        guard let source else { return InputError.Place(field: path.isEmpty ? Self.wholeText : path) }
        return InputError.Place(
            file: source.file, line: JSONParser.location(of: steps, in: source.bytes)?.line ?? 1, field: path)
    }

    /// The place in words.
    package var description: String { inputPlace.description }
}
