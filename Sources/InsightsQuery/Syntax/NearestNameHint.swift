import InsightsJSON

/// Returns the hint that names the nearest known name.
func nearestNameHint(to name: String, among known: [String]) -> String? {
    nearestName(to: name, among: known).map { "did you mean \"\($0)\"?" }
}
