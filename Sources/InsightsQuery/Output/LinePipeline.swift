private import Dispatch
private import Synchronization

/// Writes lines in pieces on several threads, ahead of the thread that takes the pieces in order.
///
/// The taking thread also writes pieces while the next one is not ready, so it never depends on other threads.
final class LinePipeline: Sendable {
    private let lines: LineWriter
    private let range: Range<Int>
    private let linesPerPiece: Int
    private let slots: [Slot]
    /// The number of pieces begun.
    private let begun = Atomic(0)
    /// One permit for each slot that is free: the piece of a number is in the slot of its remainder.
    private let free: DispatchSemaphore
    private let isStopped = Atomic(false)

    /// The memory of one piece.
    private struct Slot: @unchecked Sendable {
        let memory: UnsafeMutablePointer<UInt8>
        /// The number of bytes written; read only after `ready` tells so.
        let count: UnsafeMutablePointer<Int>
        let ready = DispatchSemaphore(value: 0)
    }

    /// Prepares pieces of some lines, of which 0 is the header line.
    init(_ lines: LineWriter, _ range: Range<Int>, linesPerPiece: Int, slots: Int) {
        self.lines = lines
        self.range = range
        self.linesPerPiece = linesPerPiece
        self.slots = (0..<slots).map { _ in
            Slot(memory: .allocate(capacity: linesPerPiece * lines.room), count: .allocate(capacity: 1))
        }
        free = DispatchSemaphore(value: slots)
    }

    deinit {
        // A semaphore must not be destroyed below its first value.
        for _ in slots { free.signal() }
        for slot in slots {
            slot.memory.deallocate()
            slot.count.deallocate()
        }
    }

    private var pieceCount: Int { (range.count + linesPerPiece - 1) / linesPerPiece }

    /// Passes the text of all lines on in order, piece by piece; the bytes are valid only during the call.
    func run(threads: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        let workers = DispatchGroup()
        let workerCount = max(0, min(threads, pieceCount) - 1)
        for _ in 0..<workerCount {
            DispatchQueue.global().async(group: workers) { while self.writePiece() {} }
        }
        defer {
            isStopped.store(true, ordering: .relaxed)
            for _ in 0..<workerCount { free.signal() }
            workers.wait()
        }
        for piece in 0..<pieceCount {
            let slot = slots[piece % slots.count]
            while slot.ready.wait(timeout: .now()) == .timedOut {
                if free.wait(timeout: .now()) == .timedOut || !writeClaimedPiece() {
                    slot.ready.wait()
                    break
                }
            }
            try body(UnsafeRawBufferPointer(start: slot.memory, count: slot.count.pointee))
            free.signal()
        }
    }

    /// Writes the next piece as soon as a slot is free; returns false if there is none.
    private func writePiece() -> Bool {
        free.wait()
        return writeClaimedPiece()
    }

    /// Writes the next piece with a permit, which is given back if there is none.
    private func writeClaimedPiece() -> Bool {
        let piece = isStopped.load(ordering: .relaxed) ? .max : begun.wrappingAdd(1, ordering: .relaxed).oldValue
        guard piece < pieceCount else {
            free.signal()
            return false
        }
        let slot = slots[piece % slots.count]
        let start = range.lowerBound + piece * linesPerPiece
        let end = lines.write(start..<min(start + linesPerPiece, range.upperBound), to: slot.memory)
        slot.count.pointee = end - slot.memory
        slot.ready.signal()
        return true
    }
}
