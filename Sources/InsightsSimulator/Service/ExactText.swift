/// A text that equals another only if the bytes are equal.
///
/// Strings are equal if they are canonically equivalent, so one with `é` as one character equals one with `e` and an
/// accent. A cache whose content repeats the text must tell them apart.
struct ExactText: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: ExactText, right: ExactText) -> Bool {
        guard left.text.utf8.count == right.text.utf8.count, left.text == right.text else { return false }
        return left.isASCII || left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// Whether canonical equivalence is the equality of bytes.
    private var isASCII: Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in bytes.allSatisfy { $0 < 0x80 } } ?? false
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}
