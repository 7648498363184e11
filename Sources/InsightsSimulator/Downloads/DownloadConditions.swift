import InsightsHTTP
import InsightsQuery
import InsightsTime

/// The conditions of a request for a file (RFC 9110 §13), and its range (§14).
struct DownloadConditions: Sendable {
    /// The result of the conditions.
    enum Verdict: Sendable, Equatable {
        case proceed
        case notModified
        case failed
    }

    private let fields: HTTPFields
    private let entityTag: String
    private let lastModified: Timestamp

    init(_ fields: HTTPFields, entityTag: String, lastModified: Timestamp) {
        self.fields = fields
        self.entityTag = entityTag
        self.lastModified = lastModified
    }

    /// The result, by the precedence of RFC 9110 §13.2.2: a tag takes precedence over a date.
    var verdict: Verdict {
        if let tags = fields["If-Match"] {
            if !names(tags, weakly: false) { return .failed }
        } else if let date = fields["If-Unmodified-Since"].flatMap(HTTPDate.parse), lastModified > date {
            return .failed
        }
        if let tags = fields["If-None-Match"] { return names(tags, weakly: true) ? .notModified : .proceed }
        if let date = fields["If-Modified-Since"].flatMap(HTTPDate.parse), lastModified <= date {
            return .notModified
        }
        return .proceed
    }

    /// Returns the requested range; nil for the whole file, also if the range is malformed or there are several.
    ///
    /// As at a blob store `x-ms-range` wins over `Range`: proxies and libraries may add the latter. The store documents
    /// no ranges that count from the end, so these are ignored unless a setting accepts them.
    func range(acceptsSuffix: Bool) -> ByteRange? {
        guard let text = fields["x-ms-range"] ?? fields["Range"], let range = ByteRange(text) else { return nil }
        if case .last = range, !acceptsSuffix { return nil }
        if let condition = fields["If-Range"] {
            let holds = condition == entityTag || HTTPDate.parse(condition) == lastModified
            if !holds { return nil }
        }
        return range
    }

    /// Returns whether a list of entity tags contains that of the file, which is a strong one.
    private func names(_ list: String, weakly: Bool) -> Bool {
        let tags = list.split(separator: ",").map { $0.trimming() }
        return tags.contains { $0 == "*" || $0 == entityTag || weakly && $0 == "W/\(entityTag)" }
    }
}

/// A range of bytes in a request.
enum ByteRange: Sendable, Equatable {
    /// From one byte through another, inclusive; nil for the end of the file.
    case from(Int, through: Int?)
    /// A number of bytes at the end of the file.
    case last(Int)

    /// Parses `bytes=0-499`, `bytes=500-` or `bytes=-500`; nil for any other text.
    init?(_ text: String) {
        let prefix = "bytes="
        guard text.lowercased().hasPrefix(prefix) else { return nil }
        let parts = text.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let (first, last) = (Self.number(parts[0].trimming()), Self.number(parts[1].trimming()))
        switch (parts[0].trimming().isEmpty, parts[1].trimming().isEmpty) {
        case (true, false):
            guard let last else { return nil }
            self = .last(last)
        case (false, true):
            guard let first else { return nil }
            self = .from(first, through: nil)
        case (false, false):
            guard let first, let last, first <= last else { return nil }
            self = .from(first, through: last)
        case (true, true): return nil
        }
    }

    /// Returns the bytes of a file of a length; nil if the range is outside the file.
    func bytes(of length: Int) -> Range<Int>? {
        switch self {
        case .from(let first, let last):
            guard first < length else { return nil }
            return first..<(last.map { min($0, length - 1) + 1 } ?? length)
        case .last(let count):
            guard count > 0, length > 0 else { return nil }
            return max(0, length - count)..<length
        }
    }

    private static func number(_ text: String) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}

extension Substring {
    fileprivate func trimming() -> String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
