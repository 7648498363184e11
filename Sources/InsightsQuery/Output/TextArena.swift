/// Where the text of a cell stands.
struct CellText: BitwiseCopyable {
    /// So many bytes behind any text may be read, and so many behind its copy be overwritten.
    static let slack = 16

    var start: UnsafePointer<UInt8>
    var count: Int

    /// Copies the text and returns the place behind it.
    @inline(__always)
    func copy(to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let (source, target) = (UnsafeRawPointer(start), UnsafeMutableRawPointer(output))
        var position = 0
        repeat {
            let chunk = source.loadUnaligned(fromByteOffset: position, as: SIMD16<UInt8>.self)
            target.storeBytes(of: chunk, toByteOffset: position, as: SIMD16<UInt8>.self)
            position &+= 16
        } while position < count
        return output + count
    }
}

/// Texts ready to stand in lines, each by its number.
final class TextArena {
    private var bytes = GrowingBuffer<UInt8>()
    private var offsets = GrowingBuffer<Int>()
    /// How many bytes the longest text has.
    private(set) var longest = 0

    /// Makes texts ready; the first is the empty one that stands for null.
    ///
    /// - Parameters:
    ///   - count: how many there are.
    ///   - append: appends a text to bytes.
    init(count: Int, append: (Int, inout [UInt8]) -> Void) {
        offsets.append(0)
        var text: [UInt8] = []
        for index in 0..<count {
            text.removeAll(keepingCapacity: true)
            append(index, &text)
            text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
            longest = max(longest, text.count)
            offsets.append(bytes.count)
        }
        bytes.append(repeating: 0, count: CellText.slack)
    }

    /// Notes where the texts of some rows stand, by the number that a function of the row gives.
    @inline(__always)
    func fill(_ texts: UnsafeMutablePointer<CellText>, _ rows: RowBlock, number: (_ row: Int) -> Int) {
        let (bytes, offsets) = (UnsafePointer(bytes.start), offsets.start)
        rows.forEach { position, row in
            let index = number(row)
            let start = offsets[index]
            texts[position] = CellText(start: bytes + start, count: offsets[index &+ 1] &- start)
        }
    }
}

/// Memory for texts that are made for one block of lines.
struct TextScratch: ~Copyable {
    private var bytes = GrowingBuffer<UInt8>()

    /// Makes the texts of some rows, each of at most so many bytes.
    ///
    /// - Parameters:
    ///   - texts: where to note the places of the texts.
    ///   - rows: the rows.
    ///   - longest: the most bytes a text can have.
    ///   - write: writes the text of a row and returns the place behind it.
    @inline(__always)
    mutating func fill(
        _ texts: UnsafeMutablePointer<CellText>, _ rows: RowBlock, longest: Int,
        write: (_ row: Int, _ output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>
    ) {
        bytes.grow(toHold: rows.count * longest + CellText.slack)
        var place = bytes.start
        rows.forEach { position, row in
            let end = write(row, place)
            texts[position] = CellText(start: UnsafePointer(place), count: end - place)
            place = end
        }
    }
}
