/// Something that must hold for every input does not hold for one.
struct Violation: Error, CustomStringConvertible {
    let description: String
}

/// Throws unless a condition holds.
func require(_ condition: Bool, _ description: @autoclosure () -> String) throws {
    guard condition else { throw Violation(description: description()) }
}

/// Throws unless a message is one line that a terminal shows as it is.
func requireOneLine(_ message: String) throws {
    let isPlain = message.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) }
    try require(isPlain && !message.isEmpty, "not one line of text: \(message.debugDescription)")
}
