/// A message of five bytes from the supervisor to the tool.
enum SupervisorMessage: Equatable, Sendable {
    /// The command could not be started, with the error number.
    case failed(Int32)
    /// The command has ended.
    case ended(ChildProcess.Ending)

    /// The length of a message, in bytes.
    static let length = 5

    /// Parses a message; returns nil if the bytes are not one.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        let number = Int32(bitPattern: bytes.dropFirst().reduce(0) { $0 << 8 | UInt32($1) })
        switch bytes[0] {
        case UInt8(ascii: "f"): self = .failed(number)
        case UInt8(ascii: "x"): self = .ended(.exited(number))
        case UInt8(ascii: "k"): self = .ended(.killed(number))
        default: return nil
        }
    }

    /// The encoded message.
    var bytes: [UInt8] {
        let (kind, number): (UInt8, Int32) =
            switch self {
            case .failed(let number): (UInt8(ascii: "f"), number)
            case .ended(.exited(let code)): (UInt8(ascii: "x"), code)
            case .ended(.killed(let signal)): (UInt8(ascii: "k"), signal)
            }
        return [kind] + withUnsafeBytes(of: UInt32(bitPattern: number).bigEndian) { Array($0) }
    }
}
