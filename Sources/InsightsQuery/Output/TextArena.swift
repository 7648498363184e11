/// The location of a cell's text in memory, the separator after it included.
struct CellText: BitwiseCopyable {
    /// The number of bytes that may be read after any text, and overwritten after its copy.
    static let slack = 32

    var start: UnsafePointer<UInt8>
    var count: Int

    /// Copies the text and returns the position after it.
    @inline(__always)
    func copy(to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let (source, target) = (UnsafeRawPointer(start), UnsafeMutableRawPointer(output))
        // Most cells are shorter than two chunks, which are copied without a look at the length.
        Self.copy(source, target, 0)
        Self.copy(source, target, 16)
        var position = 32
        while position < count {
            Self.copy(source, target, position)
            position &+= 16
        }
        return output + count
    }

    @inline(__always)
    private static func copy(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ offset: Int) {
        let chunk = source.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
        target.storeBytes(of: chunk, toByteOffset: offset, as: SIMD16<UInt8>.self)
    }
}

/// Texts formatted in advance for use in lines, each by its number.
final class TextArena {
    private let bytes: GrowingBuffer<UInt8>
    private let locations: GrowingBuffer<CellText>
    /// The length of the longest text in bytes, without the separator.
    let longest: Int

    /// Formats texts; the first is the empty text, which represents null.
    ///
    /// - Parameters:
    ///   - count: the number of texts.
    ///   - separator: the byte after each text.
    ///   - append: appends the text with the given number to bytes.
    init(count: Int, separator: UInt8, append: (Int, inout [UInt8]) -> Void) {
        var bytes = GrowingBuffer<UInt8>()
        var ends = GrowingBuffer<Int>(capacity: count)
        var longest = 0
        var text: [UInt8] = []
        for index in 0..<count {
            text.removeAll(keepingCapacity: true)
            append(index, &text)
            longest = max(longest, text.count)
            text.append(separator)
            text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
            ends.append(bytes.count)
        }
        bytes.append(repeating: 0, count: CellText.slack)
        var locations = GrowingBuffer<CellText>(capacity: count)
        var start = 0
        for end in ends.elements {
            locations.append(CellText(start: UnsafePointer(bytes.start + start), count: end - start))
            start = end
        }
        self.longest = longest
        self.bytes = bytes
        self.locations = locations
    }

    /// Stores the locations of the texts of some rows; `number` maps a row to its text.
    @inline(__always)
    func fill(_ texts: UnsafeMutablePointer<CellText>, _ rows: RowBlock, number: (_ row: Int) -> Int) {
        let locations = locations.start
        rows.forEach { position, row in texts[position] = locations[number(row)] }
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
    ///   - separator: the byte after each text.
    ///   - write: writes the text of a row and returns the position after it.
    @inline(__always)
    mutating func fill(
        _ texts: UnsafeMutablePointer<CellText>, _ rows: RowBlock, longest: Int, separator: UInt8,
        write: (_ row: Int, _ output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>
    ) {
        bytes.grow(toHold: rows.count * (longest + 1) + CellText.slack)
        var place = bytes.start
        rows.forEach { position, row in
            let end = write(row, place) + 1
            end[-1] = separator
            texts[position] = CellText(start: UnsafePointer(place), count: end - place)
            place = end
        }
    }
}
