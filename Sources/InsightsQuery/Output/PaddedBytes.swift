import InsightsJSON

/// A short text whose copies are made in chunks that may reach beyond its end.
struct PaddedBytes: Sendable {
    let count: Int
    private let bytes: [UInt8]

    init(_ text: [UInt8]) {
        count = text.count
        bytes = text + [UInt8](repeating: 0, count: CellText.slack)
    }

    init(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// Creates the key of a member, with its colon and what precedes it.
    init(key: String, isFirst: Bool) {
        let name = Array(key.utf8)
        let room = name.count * JSONEscaping.longest + 2
        let quoted = [UInt8](unsafeUninitializedCapacity: room) { output, initialized in
            guard let start = output.baseAddress else { return }
            initialized = name.withUnsafeBytes { JSONEscaping.write($0, to: start) } - start
        }
        self.init([UInt8(ascii: isFirst ? "{" : ",")] + quoted + [UInt8(ascii: ":")])
    }

    @inline(__always)
    func withCellText<Result>(_ body: (CellText) -> Result) -> Result? {
        bytes.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { body(CellText(start: $0, count: count)) }
        }
    }

    func copy(to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        withCellText { $0.copy(to: output) } ?? output
    }
}
