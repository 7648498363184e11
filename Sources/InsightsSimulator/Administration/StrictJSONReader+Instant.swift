import InsightsJSON
import InsightsTime

extension StrictJSONReader {
    /// Reads an instant that a clock can show.
    func instant(_ key: String) throws(InputError) -> Timestamp? {
        guard let value = value(key) else { return nil }
        guard let instant = value.string.flatMap({ Timestamp($0) }), instant >= SimulatorClock.firstInstant,
            instant <= SimulatorClock.lastInstant
        else {
            throw mismatch(
                key, "yyyy-MM-ddTHH:mm:ssZ, \(SimulatorClock.firstInstant) to \(SimulatorClock.lastInstant)")
        }
        return instant
    }
}
