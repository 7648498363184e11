import InsightsAPI
import InsightsHTTP

/// One page of a list (U41, docs/sources.md); the whole list if paging is off.
struct Page<Element> {
    let elements: ArraySlice<Element>
    /// The start of the next page; nil on the last page.
    let next: Int?

    init(of all: [Element], parameters: OperationParameters, size: Int?) throws(ServiceError) {
        guard let size else {
            elements = all[...]
            next = nil
            return
        }
        var start = 0
        if let text = parameters[.continuation] {
            guard let number = Int(text), number > 0, number < all.count else { throw .requestedValueNotFound(text) }
            start = number
        }
        let end = min(all.count, start + size)
        elements = all[start..<end]
        next = end < all.count ? end : nil
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
