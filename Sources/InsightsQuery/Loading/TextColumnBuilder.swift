/// A parsed identifier whose code is not yet looked up.
struct Pending: BitwiseCopyable {
    var start: UnsafeRawPointer
    var hash: UInt64
}

/// Collects texts; each distinct text is validated only once.
final class TextColumnBuilder: ColumnBuilder {
    let isIdentifier: Bool
    private let state = OwnedMemory(State())

    private struct State: ~Copyable {
        var codes = GrowingBuffer<UInt32>()
        var interner = TextInterner()
        var pending = GrowingBuffer<Pending>()
    }

    private static let identifierLength = TextInterner.identifierLength
    private static let pendingLimit = 32

    init(isIdentifier: Bool) {
        self.isIdentifier = isIdentifier
    }

    override var count: Int { state.value.codes.count + state.value.pending.count }

    override func append(_ cell: UnsafeRawBufferPointer) -> String? {
        if cell.isEmpty {
            state.value.codes.append(0)
        } else if let code = state.value.interner.knownCode(of: cell) {
            state.value.codes.append(code)
        } else {
            if let expected = fault(in: cell) { return expected }
            state.value.codes.append(state.value.interner.code(of: cell))
        }
        return nil
    }

    override func parse(_ cell: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        if isIdentifier {
            if let end = parseIdentifier(cell) { return end }
            guard finishParsing() else { return nil }
        }
        let start = UnsafeRawPointer(cell)
        var hash = TextHash.seed
        var length = 0
        while true {
            let word = start.loadUnaligned(fromByteOffset: length, as: UInt64.self)
            let marks = FieldEnd.marks(word)
            guard marks != 0 else {
                hash = TextHash.adding(word, to: hash)
                length &+= 8
                continue
            }
            let rest = marks.trailingZeroBitCount & ~7
            if rest > 0 { hash = TextHash.adding(word & (1 &<< UInt64(rest) &- 1), to: hash) }
            length &+= rest &>> 3
            break
        }
        guard FieldEnd.isEnd(cell[length]) else { return nil }
        if length == 0 {
            state.value.codes.append(0)
            return cell
        }
        hash = TextHash.finished(hash, count: length)
        let code = state.value.interner.paddedCode(of: start, count: length, hash: hash)
        if code == 0 { return insert(UnsafeRawBufferPointer(start: cell, count: length), hash: hash) }
        state.value.codes.append(code)
        return cell + length
    }

    /// Takes a cell in the form of an identifier; its code is looked up later.
    @inline(__always)
    private func parseIdentifier(_ cell: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        let hyphen = UInt8(ascii: "-")
        guard FieldEnd.isEnd(cell[Self.identifierLength]), cell[8] == hyphen, cell[13] == hyphen, cell[18] == hyphen,
            cell[23] == hyphen
        else { return nil }
        let start = UnsafeRawPointer(cell)
        var hash = TextHash.seed
        for place in 0..<4 {
            hash = TextHash.adding(start.loadUnaligned(fromByteOffset: place &* 8, as: UInt64.self), to: hash)
        }
        hash = TextHash.adding(UInt64(start.loadUnaligned(fromByteOffset: 32, as: UInt32.self)), to: hash)
        hash = TextHash.finished(hash, count: Self.identifierLength)
        state.value.pending.append(Pending(start: start, hash: hash))
        return state.value.pending.count < Self.pendingLimit || finishParsing() ? cell + Self.identifierLength : nil
    }

    /// Looks up the identifiers taken so far: doing many in a row overlaps the memory accesses.
    override func finishParsing() -> Bool {
        let length = Self.identifierLength
        for index in 0..<state.value.pending.count {
            let (start, hash) = (state.value.pending.start[index].start, state.value.pending.start[index].hash)
            let code = state.value.interner.paddedCode(ofIdentifier: start, hash: hash)
            if code != 0 {
                state.value.codes.append(code)
            } else if insert(UnsafeRawBufferPointer(start: start, count: length), hash: hash) == nil {
                return false
            }
        }
        state.value.pending.truncate(to: 0)
        return true
    }

    private func insert(_ text: UnsafeRawBufferPointer, hash: UInt64) -> UnsafePointer<UInt8>? {
        guard fault(in: text) == nil else { return nil }
        state.value.codes.append(state.value.interner.insert(text, hash: hash))
        return text.baseAddress?.assumingMemoryBound(to: UInt8.self).advanced(by: text.count)
    }

    override func reserve(_ count: Int, in spill: Spill?) {
        state.value.codes.reserve(count, in: spill)
    }

    override func truncate(to count: Int) {
        state.value.codes.truncate(to: count)
    }

    /// The code of the last cell, of which there must be one.
    var lastCode: UInt32 { state.value.codes.start[state.value.codes.count - 1] }

    /// Appends cells by their codes, of which every one at a multiple of `stride` counts.
    func append(_ codes: UnsafePointer<UInt32>, stride: Int, count: Int) {
        state.value.codes.append(count: count) { codes[$0 &* stride] }
    }

    /// Gives the other builders' texts codes after those of this one, in order: the same codes as one builder of all
    /// cells would give.
    override func finish(with others: [ColumnBuilder]) -> Column? {
        let others = others.compactMap { $0 as? TextColumnBuilder }
        let total = others.reduce(count) { $0 + $1.count }
        var codes = exchange(&state.value.codes, with: GrowingBuffer())
        codes.reserve(total)
        for other in others {
            let more = exchange(&other.state.value.codes, with: GrowingBuffer())
            other.state.value.interner.translation(into: &state.value.interner).withUnsafeBufferPointer { translation in
                codes.append(count: more.count) { translation[Int(more.start[$0])] }
            }
        }
        return .text(TextColumn(codes: ColumnValues(codes), dictionary: TextDictionary(state.value.interner.texts)))
    }

    private func fault(in cell: UnsafeRawBufferPointer) -> String? {
        if isIdentifier, !isGUID(cell) { return "an identifier like 1f0d3a52-7c44-4b5e-9a61-0c2f8e7d6b90" }
        guard
            cell.allSatisfy({ $0 < 0x80 }) || String(validating: cell.bindMemory(to: UInt8.self), as: UTF8.self) != nil
        else { return "UTF-8 text" }
        return nil
    }

    private func isGUID(_ cell: UnsafeRawBufferPointer) -> Bool {
        guard cell.count == 36 else { return false }
        for (index, byte) in cell.enumerated() {
            switch index {
            case 8, 13, 18, 23: if byte != UInt8(ascii: "-") { return false }
            default: if !isHexDigit(byte) { return false }
            }
        }
        return true
    }

    private func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 6
    }
}

extension TextInterner {
    /// Returns, for every string, its code in another interner; unknown strings are added there.
    fileprivate func translation(into other: inout TextInterner) -> [UInt32] {
        [0] + (1..<max(1, count)).map { code in withBytes(code) { other.code(of: $0) } }
    }
}
