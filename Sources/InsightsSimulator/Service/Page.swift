import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// One page of a list (U41, docs/sources.md); the whole list if paging is off.
struct Page<Records: RandomAccessCollection> where Records.Index == Int {
    let elements: Records.SubSequence
    /// The start of the next page; nil on the last page.
    let next: Int?

    init(of all: Records, parameters: OperationParameters, size: Int?) throws(ServiceRefusal) {
        guard let size else {
            elements = all[...]
            next = nil
            return
        }
        var start = all.startIndex
        if let text = parameters[.continuation] {
            guard let number = Int(text), number > 0, number < all.count else {
                throw ServiceRefusal(
                    .requestedValueNotFound(text), field: QueryParameter.continuation.name,
                    found: InputError.echo(text), expected: "the position that nextLink has")
            }
            start = all.startIndex + number
        }
        let end = min(all.endIndex, start + size)
        elements = all[start..<end]
        next = end < all.endIndex ? end - all.startIndex : nil
    }

    /// Returns the absolute URL of the next page: the same call with its `continuation`; nil on the last page.
    func nextLink(base: String, target: String, parameters: OperationParameters) -> String? {
        guard let next else { return nil }
        let name = QueryParameter.continuation.name
        let kept = parameters.sent.all.filter { $0.name.lowercased() != name }
            .map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return base + RequestTarget.path(of: target) + "?"
            + (kept + ["\(name)=\(next)"]).joined(separator: "&")
    }
}
