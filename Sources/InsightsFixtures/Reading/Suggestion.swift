import InsightsQuery
import InsightsTime

/// Returns ` (did you mean "OrderId"?)` with the known name nearest to an unknown one; empty if none is near.
func suggestion(for name: String, among known: [String]) -> String {
    nearestName(to: name, among: known).map { " (did you mean \"\($0)\"?)" } ?? ""
}
