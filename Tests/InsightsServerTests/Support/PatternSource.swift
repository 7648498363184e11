import InsightsHTTP
import Synchronization

/// Returns pieces of one size, counts them, and signals its release.
final class PatternSource: HTTPBodySource {
    struct Failure: Error {}

    private let size: Int
    private let count: Int
    private let fails: Bool
    private let released: Latch?
    private let given = Atomic<Int>(0)

    init(pieces count: Int, of size: Int, fails: Bool = false, released: Latch? = nil) {
        self.count = count
        self.size = size
        self.fails = fails
        self.released = released
    }

    deinit {
        released?.open()
    }

    /// How many pieces have been asked for.
    var givenCount: Int { given.load(ordering: .relaxed) }

    func nextChunk() throws -> [UInt8]? {
        let index = given.add(1, ordering: .relaxed).oldValue
        guard index < count else {
            if fails { throw Failure() }
            return nil
        }
        return [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: size)
    }
}
