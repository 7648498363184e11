package import InsightsJSON
package import InsightsTime

extension StrictJSONReader {
    /// Reads an instant that a clock can show.
    package func instant(_ key: String) throws(InputError) -> Timestamp? {
        guard let value = value(key) else { return nil }
        guard let instant = value.string.flatMap({ Timestamp($0) }), simulatedInstants.contains(instant)
        else {
            throw mismatch(
                key, "yyyy-MM-ddTHH:mm:ssZ, \(simulatedInstants.lowerBound) to \(simulatedInstants.upperBound)")
        }
        return instant
    }
}

/// The instants that a simulated clock can show.
private let simulatedInstants = Timestamp(secondsSinceEpoch: 0)...Timestamp.last
