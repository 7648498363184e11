import InsightsJSON

/// Returns the hint that names the nearest known name; nil if none is near.
func nearestNameHint(to name: String, among known: [String]) -> String? {
    nearestName(to: name, among: known).map { "did you mean \"\($0)\"?" }
}
