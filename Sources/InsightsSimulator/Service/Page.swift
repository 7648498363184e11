import InsightsAPI

/// One page of a list, where paging is on (U41).
struct Page<Element> {
    let elements: ArraySlice<Element>
    /// Where the next page begins; nil on the last one.
    let next: Int?

    /// The parameter that carries where a page begins.
    static var parameter: String { "continuation" }

    init(of all: [Element], parameters: Parameters, size: Int?) throws(ServiceError) {
        guard let size else {
            elements = all[...]
            next = nil
            return
        }
        var start = 0
        if let text = parameters[Self.parameter] {
            guard let number = Int(text), number > 0, number < all.count else { throw .requestedValueNotFound(text) }
            start = number
        }
        let end = min(all.count, start + size)
        elements = all[start..<end]
        next = end < all.count ? end : nil
    }

    /// The absolute address of the next page: the same call, with where to go on.
    func nextLink(base: String, target: String, parameters: Parameters) -> String? {
        guard let next else { return nil }
        let kept = parameters.all.filter { $0.name.lowercased() != Self.parameter }
            .map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return base + RequestTarget.path(of: target) + "?"
            + (kept + ["\(Self.parameter)=\(next)"]).joined(separator: "&")
    }
}
