/// The bounds of a column's values; nulls count as the zeros they are stored as.
struct RowRange<Element: FixedWidthInteger & BitwiseCopyable & Sendable>: Sendable {
    /// The number of rows per zone; each zone has separate bounds.
    static var zoneRows: Int { 1 << 14 }

    /// The bounds of all rows; an empty interval if there are none.
    let whole: (least: Element, greatest: Element)
    private let zones: [(least: Element, greatest: Element)]

    /// Uses the known bounds of each zone.
    init(zones: [(least: Element, greatest: Element)]) {
        self.zones = zones
        whole = Self.union(zones[...])
    }

    /// Computes the bounds in one pass over the values.
    init(_ values: ColumnValues<Element>) {
        let zones = values.withUnsafeBufferPointer { values in
            stride(from: 0, to: values.count, by: Self.zoneRows).map { start in
                Self.bounds(UnsafeBufferPointer(rebasing: values[start..<min(start + Self.zoneRows, values.count)]))
            }
        }
        self.init(zones: zones)
    }

    /// Returns the bounds of some values.
    static func bounds(_ values: UnsafeBufferPointer<Element>) -> (least: Element, greatest: Element) {
        // Two chains of comparisons: one alone would wait for each.
        var (least, greatest, least2, greatest2) = (Element.max, Element.min, Element.max, Element.min)
        var index = 0
        while index &+ 1 < values.count {
            let (first, second) = (values[index], values[index &+ 1])
            least = min(least, first)
            greatest = max(greatest, first)
            least2 = min(least2, second)
            greatest2 = max(greatest2, second)
            index &+= 2
        }
        if index < values.count {
            least = min(least, values[index])
            greatest = max(greatest, values[index])
        }
        return (min(least, least2), max(greatest, greatest2))
    }

    /// Returns bounds that hold for all values of some rows.
    func over(_ rows: Range<Int>) -> (least: Element, greatest: Element) {
        guard !rows.isEmpty else { return (.max, .min) }
        return Self.union(zones[rows.lowerBound / Self.zoneRows...(rows.upperBound - 1) / Self.zoneRows])
    }

    /// Returns whether sums of `count` values, each counted at most once, fit 64 bits.
    func allowsNarrowSums(of count: Int) -> Bool {
        let magnitude = max(UInt64(clamping: whole.least.magnitude), UInt64(clamping: whole.greatest.magnitude))
        let bound = magnitude.multipliedReportingOverflow(by: UInt64(count))
        return whole.least > whole.greatest || (!bound.overflow && bound.partialValue <= UInt64(Int64.max))
    }

    private static func union(
        _ zones: ArraySlice<(least: Element, greatest: Element)>
    ) -> (least: Element, greatest: Element) {
        zones.reduce((.max, .min)) { (min($0.0, $1.least), max($0.1, $1.greatest)) }
    }
}
