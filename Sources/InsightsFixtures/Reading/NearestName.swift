/// ` (did you mean "OrderId"?)` for the known name that is nearest to an unknown one, or nothing if none is near.
func suggestion(for name: String, among known: [String]) -> String {
    let nearest = known.map { (name: $0, distance: editDistance(name.lowercased(), $0.lowercased())) }
        .min { $0.distance < $1.distance }
    guard let nearest, nearest.distance <= max(2, name.utf8.count / 3) else { return "" }
    return " (did you mean \"\(nearest.name)\"?)"
}

/// How many bytes must be inserted, removed or replaced to turn one text into the other (Levenshtein).
///
/// Only the first 64 bytes of each count, so that a hostile header costs little.
private func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left.utf8.prefix(64))
    let right = Array(right.utf8.prefix(64))
    var distances = Array(0...right.count)
    for (row, leftByte) in left.enumerated() {
        var diagonal = distances[0]
        distances[0] = row + 1
        for (column, rightByte) in right.enumerated() {
            let replaced = diagonal + (leftByte == rightByte ? 0 : 1)
            diagonal = distances[column + 1]
            distances[column + 1] = min(replaced, distances[column] + 1, diagonal + 1)
        }
    }
    return distances[right.count]
}
