import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// One page of a list (U41, docs/sources.md); the whole list if paging is off.
struct Page {
    /// The positions of its records in the list.
    let range: Range<Int>
    /// The start of the next page; nil on the last page.
    let next: Int?

    init(ofListOf count: Int, parameters: OperationParameters, size: Int?) throws(ServiceRefusal) {
        guard let size else {
            range = 0..<count
            next = nil
            return
        }
        var start = 0
        if let text = parameters[.continuation] {
            guard let number = Int(text), number > 0, number < count else {
                throw ServiceRefusal(
                    .requestedValueNotFound(text), field: QueryParameter.continuation.name,
                    found: InputError.echo(text), expected: "the position that nextLink has")
            }
            start = number
        }
        let end = min(count, start + size)
        range = start..<end
        next = end < count ? end : nil
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
