import InsightsJSON
import InsightsTime

/// ` (did you mean "OrderId"?)` for the known name that is nearest to an unknown one, or nothing if none is near.
func suggestion(for name: String, among known: [String]) -> String {
    nearestName(to: name, among: known).map { " (did you mean \"\($0)\"?)" } ?? ""
}
