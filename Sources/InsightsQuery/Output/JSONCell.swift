import InsightsTime

/// Values of JSON that are not texts of a table; the memory they are written to has room for `DigitWriting.longest`
/// bytes.
enum JSONCell {
    @inline(__always)
    static func null(_ output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let word = UInt32(littleEndian: 0x6C6C_756E)
        UnsafeMutableRawPointer(output).storeBytes(of: word, as: UInt32.self)
        return output + 4
    }

    static func day(_ day: Int, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let date = CivilDate(daysSinceEpoch: day)
        guard let end = write(date, to: quote(output)) else { return JSONCell.text(date.description, to: output) }
        return quote(end)
    }

    static func instant(_ seconds: Int, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let instant = Timestamp(secondsSinceEpoch: seconds)
        guard var place = write(instant.date, to: quote(output)) else {
            return JSONCell.text(instant.description, to: output)
        }
        let time = instant.timeOfDay
        place.pointee = UInt8(ascii: "T")
        place = pair(time.hour, to: place + 1)
        place.pointee = UInt8(ascii: ":")
        place = pair(time.minute, to: place + 1)
        place.pointee = UInt8(ascii: ":")
        place = pair(time.second, to: place + 1)
        place.pointee = UInt8(ascii: "Z")
        return quote(place + 1)
    }

    /// Writes a date of the years 0 to 9999; returns nil for others.
    private static func write(
        _ date: CivilDate, to output: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8>? {
        let (year, month, day) = date.parts
        guard (0...9999).contains(year) else { return nil }
        var place = pair(year % 100, to: pair(year / 100, to: output))
        place.pointee = UInt8(ascii: "-")
        place = pair(month, to: place + 1)
        place.pointee = UInt8(ascii: "-")
        return pair(day, to: place + 1)
    }

    /// Writes the rare times whose year does not have four digits.
    private static func text(
        _ text: String, to output: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let bytes = Array(text.utf8)
        let start = quote(output)
        start.update(from: bytes, count: bytes.count)
        return quote(start + bytes.count)
    }

    @inline(__always)
    private static func quote(_ output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        output.pointee = UInt8(ascii: "\"")
        return output + 1
    }

    @inline(__always)
    private static func pair(_ number: Int, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let (tens, ones) = (UInt8(truncatingIfNeeded: number / 10), UInt8(truncatingIfNeeded: number % 10))
        output.pointee = UInt8(ascii: "0") &+ tens
        output[1] = UInt8(ascii: "0") &+ ones
        return output + 2
    }
}
