/// Returns the known name that is nearest to a mistyped one; nil if none is near.
///
/// Letter case does not count; of equally close names the first wins.
package func nearestName(to name: String, among known: [String]) -> String? {
    let typed = Array(name.lowercased().utf8)
    guard typed.count <= 64 else { return nil }
    var best: (distance: Int, name: String)?
    for candidate in known where candidate.utf8.count <= 64 {
        let distance = editDistance(typed, Array(candidate.lowercased().utf8))
        guard distance <= max(1, typed.count / 3), distance < best?.distance ?? .max else { continue }
        best = (distance, candidate)
    }
    return best?.name
}

/// Returns how many bytes to insert, remove, replace or swap with their neighbour to turn one string into the other.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (index, byte) in left.enumerated() {
        var row = [index + 1]
        for column in right.indices {
            var distance = min(row[column], last[column + 1]) + 1
            distance = min(distance, last[column] + (byte == right[column] ? 0 : 1))
            if index > 0, column > 0, byte == right[column - 1], left[index - 1] == right[column] {
                distance = min(distance, beforeLast[column - 1] + 1)
            }
            row.append(distance)
        }
        (beforeLast, last) = (last, row)
    }
    return last[right.count]
}
