/// The known name that most resembles a mistyped one, or nil if none is close.
///
/// Letter case does not count; of equally close names the first wins.
package func nearestName(to name: String, among known: [String]) -> String? {
    let typed = CaseFolding.fold(name)
    guard typed.count <= 64 else { return nil }
    var best: (distance: Int, name: String)?
    for candidate in known where candidate.utf8.count <= 64 {
        let distance = editDistance(typed, CaseFolding.fold(candidate))
        guard distance <= max(1, typed.count / 3), distance < best?.distance ?? .max else { continue }
        best = (distance, candidate)
    }
    return best?.name
}

/// The hint that names the nearest known name.
func nearestNameHint(to name: String, among known: [String]) -> String? {
    nearestName(to: name, among: known).map { "did you mean \"\($0)\"?" }
}

/// How many bytes must be inserted, removed or replaced to make one string of the other.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let replaced = diagonal + (byte == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
        }
    }
    return row[right.count]
}
