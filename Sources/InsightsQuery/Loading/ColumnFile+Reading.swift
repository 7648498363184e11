extension ColumnFile {
    /// Opens a table whose columns are mapped on first use.
    ///
    /// - Parameters:
    ///   - schema: the expected schema.
    ///   - stamp: the expected four words that identify the source.
    ///   - source: the bytes of the file.
    ///   - threads: the maximum number of threads that verify a column.
    ///   - reload: returns the table from its source, for when a column is found damaged; called once, or never.
    /// - Returns: nil if the file is cut, belongs to another schema or another source, or if header, layout or
    ///   checksums are damaged.
    package static func open(
        schema: TableSchema, stamp: [UInt64], from source: ColumnSource, threads: Int = processorCount,
        reload: @escaping @Sendable () -> Table?
    ) -> Table? {
        let fields = schema.storedFields
        let wordCount = headerWords + fields.count * layoutWords + 1
        guard let header = words(count: wordCount, at: 0, from: source), header[0] == magic,
            header[1] == fingerprint(of: schema), Array(header[2..<6]) == stamp, header[6] < UInt64(UInt32.max),
            header[7] == UInt64(fields.count)
        else { return nil }
        let rowCount = Int(header[6])
        var places: [ColumnPlace] = []
        var (offset, block) = (headerSize(columns: fields.count), 0)
        guard isZero(from: wordCount * 8, to: offset, in: source) else { return nil }
        for (index, field) in fields.enumerated() {
            let start = headerWords + index * layoutWords
            guard let layout = ColumnLayout(Array(header[start..<start + layoutWords]), type: field.type) else {
                return nil
            }
            places.append(ColumnPlace(layout: layout, rowCount: rowCount, offset: offset, firstBlock: block))
            let arrays = layout.arrays(rowCount: rowCount)
            offset += arrays.reduce(0) { $0 + size(ofArray: $1) }
            block += arrays.reduce(0) { $0 + blockCount(ofArray: $1) }
        }
        // Nothing larger than the file is read or mapped.
        guard offset + (block + 1) * 8 == source.size, let sums = words(count: block + 1, at: offset, from: source)
        else { return nil }
        let reloaded = Lazy<Table?>()
        let (found, last) = (places, sums)
        let columns = TableColumns(count: fields.count) { index in
            if let column = ColumnReader(place: found[index], sums: last, source: source, threads: threads).column() {
                return column
            }
            // If the source has other rows by now, those of this table are lost.
            let table = reloaded.value(reload)
            if let table, table.rowCount == rowCount { return table.columns[index] }
            return Column.nulls(fields[index].type, count: rowCount)
        }
        return Table(schema: schema, rowCount: rowCount, columns: columns)
    }

    /// Reads words of which the last is the checksum of the others; nil if they are damaged.
    private static func words(count: Int, at offset: Int, from source: ColumnSource) -> [UInt64]? {
        guard count * 8 <= source.size - offset else { return nil }
        var words = Array(repeating: UInt64(0), count: count)
        guard words.withUnsafeMutableBytes({ source.read(offset, $0) }) == count * 8 else { return nil }
        let sum = words.withUnsafeBytes {
            Checksum.of(UnsafeRawBufferPointer(rebasing: $0[..<((count - 1) * 8)]), block: 0)
        }
        return words[count - 1] == sum ? words : nil
    }

    private static func isZero(from start: Int, to end: Int, in source: ColumnSource) -> Bool {
        var bytes = Array(repeating: UInt8(0), count: end - start)
        return bytes.withUnsafeMutableBytes { source.read(start, $0) } == end - start && bytes.allSatisfy { $0 == 0 }
    }
}

/// Where the arrays of a column are.
struct ColumnPlace {
    let layout: ColumnLayout
    let rowCount: Int
    /// The offset of the first array.
    let offset: Int
    /// The index of the first block's checksum.
    let firstBlock: Int
}

/// Maps the arrays of one column and verifies them.
struct ColumnReader {
    let place: ColumnPlace
    let sums: [UInt64]
    let source: ColumnSource
    let threads: Int

    /// Returns the column; nil if it is damaged.
    func column() -> Column? {
        let sizes = place.layout.arrays(rowCount: place.rowCount)
        let total = sizes.reduce(0) { $0 + ColumnFile.size(ofArray: $1) }
        guard total > 0 else { return empty }
        guard let mapped = source.map(place.offset, total) else { return nil }
        var arrays: [MappedArray] = []
        var (offset, block) = (0, place.firstBlock)
        for size in sizes {
            arrays.append(
                MappedArray(
                    bytes: UnsafeRawBufferPointer(start: mapped.start + offset, count: size),
                    sums: sums[block..<block + ColumnFile.blockCount(ofArray: size)], owner: mapped.owner,
                    threads: threads))
            offset += ColumnFile.size(ofArray: size)
            block += ColumnFile.blockCount(ofArray: size)
        }
        switch place.layout.kind {
        case .text: return text(arrays)
        case .boolean: return boolean(arrays)
        case .integer: return numbers(arrays).map { .integer($0) }
        case .decimal: return numbers(arrays).map { .decimal($0, scale: place.layout.scale) }
        case .instant: return numbers(arrays).map { .instant($0) }
        case .day: return numbers(arrays).map { .day($0) }
        }
    }

    /// A column without rows and texts.
    private var empty: Column? {
        switch place.layout.kind {
        case .text, .boolean: nil
        case .integer: .integer(NumericColumn(values: ColumnValues([]), validity: nil))
        case .decimal: .decimal(NumericColumn(values: ColumnValues([]), validity: nil), scale: place.layout.scale)
        case .instant: .instant(NumericColumn(values: ColumnValues([]), validity: nil))
        case .day: .day(NumericColumn(values: ColumnValues([]), validity: nil))
        }
    }

    private func text(_ arrays: [MappedArray]) -> Column? {
        let bound = UInt32(place.layout.textCount)
        let codes = arrays[0].values { (block: UnsafeBufferPointer<UInt32>, _) in
            var isOutside = false
            for code in block { isOutside = isOutside || code >= bound }
            return !isOutside
        }
        guard let codes, let offsets: ColumnValues<Int> = arrays[1].values({ _, _ in true }),
            let bytes: ColumnValues<UInt8> = arrays[2].values({ _, _ in true }),
            offsets[0] == 0, offsets[1] == 0, offsets[place.layout.textCount] == bytes.count,
            zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
            bytes.withUnsafeBytes({ (try? UTF8Span(validating: Span<UInt8>(_unsafeBytes: $0))) != nil }),
            // A text must not begin in the middle of a character.
            offsets.allSatisfy({ $0 == bytes.count || bytes[$0] & 0xc0 != 0x80 })
        else { return nil }
        return .text(TextColumn(codes: codes, dictionary: TextDictionary(ByteStrings(bytes: bytes, offsets: offsets))))
    }

    private func boolean(_ arrays: [MappedArray]) -> Column? {
        let codes = arrays[0].values { (block: UnsafeBufferPointer<UInt8>, _) in
            block.reduce(0, max) <= BooleanColumn.yes
        }
        guard let codes, let no: ColumnValues<UInt8> = arrays[1].values({ _, _ in true }),
            let yes: ColumnValues<UInt8> = arrays[2].values({ _, _ in true }), BooleanColumn.truth(no) == false,
            BooleanColumn.truth(yes) == true
        else { return nil }
        var column = BooleanColumn(codes: codes)
        column.falseSpelling = String(decoding: no, as: UTF8.self)
        column.trueSpelling = String(decoding: yes, as: UTF8.self)
        return .boolean(column)
    }

    /// Returns numbers with their bounds, which are found while a verified block is in the cache.
    private func numbers<Element>(_ arrays: [MappedArray]) -> NumericColumn<Element>? {
        let zones = ZoneBounds<Element>(rowCount: place.rowCount)
        let values = arrays[0].values { (block: UnsafeBufferPointer<Element>, first) in
            zones.find(block, first: first)
            return true
        }
        guard let values else { return nil }
        guard place.layout.hasNulls else { return NumericColumn(values: values, validity: nil, extent: zones.range) }
        let validity = arrays[1].values { (block: UnsafeBufferPointer<UInt8>, first) in
            values.withUnsafeBufferPointer { values in
                var isWrong = false
                for (index, isPresent) in block.enumerated() {
                    isWrong = isWrong || isPresent > 1 || (isPresent == 0 && values[first + index] != 0)
                }
                return !isWrong
            }
        }
        return validity.map { NumericColumn(values: values, validity: $0, extent: zones.range) }
    }
}

/// An array in a mapped file.
private struct MappedArray {
    let bytes: UnsafeRawBufferPointer
    let sums: ArraySlice<UInt64>
    let owner: AnyObject
    let threads: Int

    /// Returns the values; nil if they are damaged or a block of them does not pass a check.
    ///
    /// The check also gets the index of the first value of the block, and is called from several threads.
    func values<Element: BitwiseCopyable & Sendable>(
        _ check: (_ block: UnsafeBufferPointer<Element>, _ first: Int) -> Bool
    ) -> ColumnValues<Element>? {
        let width = MemoryLayout<Element>.stride
        let padded = ColumnFile.size(ofArray: bytes.count)
        guard let start = bytes.baseAddress else { return nil }
        let isWhole = concurrentMap(count: sums.count, threads: sums.count < 4 ? 1 : threads) { index in
            let from = index * ColumnFile.blockSize
            let size = min(ColumnFile.blockSize, padded - from)
            let block = UnsafeRawBufferPointer(start: start + from, count: size)
            guard Checksum.of(block, block: UInt64(index)) == sums[sums.startIndex + index] else { return false }
            let values = UnsafeRawBufferPointer(start: start + from, count: min(size, bytes.count - from))
            return check(values.assumingMemoryBound(to: Element.self), from / width)
        }
        guard !isWhole.contains(false) else { return nil }
        return ColumnValues(
            start: start.assumingMemoryBound(to: Element.self), count: bytes.count / width, owner: owner)
    }
}

/// The bounds of each zone of a column, found block by block.
private final class ZoneBounds<Element: FixedWidthInteger & BitwiseCopyable & Sendable> {
    private let zones: UnsafeMutableBufferPointer<(least: Element, greatest: Element)>

    init(rowCount: Int) {
        let count = (rowCount + RowRange<Element>.zoneRows - 1) / RowRange<Element>.zoneRows
        zones = .allocate(capacity: count)
        zones.initialize(repeating: (.max, .min))
    }

    deinit {
        zones.deallocate()
    }

    /// Finds the bounds of the zones that are in a block, which begins with a zone.
    func find(_ block: UnsafeBufferPointer<Element>, first: Int) {
        for start in stride(from: 0, to: block.count, by: RowRange<Element>.zoneRows) {
            let end = min(start + RowRange<Element>.zoneRows, block.count)
            zones[(first + start) / RowRange<Element>.zoneRows] = RowRange.bounds(
                UnsafeBufferPointer(rebasing: block[start..<end]))
        }
    }

    var range: RowRange<Element> { RowRange(zones: Array(zones)) }
}
