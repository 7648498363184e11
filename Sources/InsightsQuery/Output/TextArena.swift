/// The location of a cell's text in memory.
struct CellText: BitwiseCopyable {
    /// The number of bytes that may be read after any text, and overwritten after its copy.
    static let slack = 16

    var start: UnsafePointer<UInt8>
    var count: Int

    /// Copies the text and returns the position after it.
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

/// Texts formatted in advance for use in lines, each by its number.
final class TextArena {
    private var bytes = GrowingBuffer<UInt8>()
    private var offsets = GrowingBuffer<Int>()
    /// The length of the longest text in bytes.
    private(set) var longest = 0

    /// Formats texts; the first is the empty text, which represents null.
    ///
    /// - Parameters:
    ///   - count: the number of texts.
    ///   - append: appends the text with the given number to bytes.
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

    /// Stores the locations of the texts of some rows; `number` maps a row to its text.
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

/// Memory for the texts of one block of lines.
struct TextScratch: ~Copyable {
    private var bytes = GrowingBuffer<UInt8>()

    /// Formats the texts of some rows.
    ///
    /// - Parameters:
    ///   - texts: receives the locations of the texts.
    ///   - rows: the rows.
    ///   - longest: the maximum length of a text in bytes.
    ///   - write: writes the text of a row and returns the position after it.
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
