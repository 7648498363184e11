/// The segments of a path, as routes compare them.
package protocol PathSegments: Sendable {
    /// The number of segments.
    var count: Int { get }
    /// Returns a segment as text.
    func segment(_ index: Int) -> String
    /// Returns whether a segment is a name in any letter case; the name is in lower case.
    func matches(_ index: Int, _ name: StaticString) -> Bool
}

extension PlainPath: PathSegments {}

/// The segments of any target, decoded by `RequestTarget`.
package struct DecodedPath: PathSegments {
    private let segments: [String]

    /// Holds the segments.
    package init(segments: [String]) {
        self.segments = segments
    }

    package var count: Int { segments.count }

    package func segment(_ index: Int) -> String { segments[index] }

    package func matches(_ index: Int, _ name: StaticString) -> Bool {
        segments[index].equalsIgnoringCase(name.description)
    }
}
