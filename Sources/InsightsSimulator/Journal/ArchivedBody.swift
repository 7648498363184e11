import InsightsAPI
import InsightsHTTP

/// A body as an HTTP archive shows it.
///
/// The text is the whole content after unpacking, or nil. Readers guess the encoding of a text differently, so a text
/// that some would misread is base64.
struct ArchivedBody {
    /// The greatest size of packed content that is shown unpacked, in bytes.
    private static let unpackedLimit = 16 << 20

    /// The number of bytes that were sent; nil for a streamed body of unknown length.
    private(set) var transferredBytes: Int?
    /// The number of bytes of the content after unpacking; nil if it is unknown.
    private(set) var contentBytes: Int?
    /// The number of bytes that packing saved; nil for content that is not packed.
    private(set) var savedBytes: Int?
    /// The content; nil if it is not known completely, or withheld.
    private(set) var text: String?
    private(set) var isBase64 = false
    private(set) var isRedacted = false
    /// The start of a text that is not known completely.
    private(set) var start: String?
    /// What is missing, and why.
    private(set) var remarks: [String] = []

    /// Creates the body of a request; `limit` is the number of bytes that the journal shows.
    init(requestOf record: RecordedExchange, limit: Int, _ redaction: RedactionReader) {
        let body = record.requestBody
        transferredBytes = body.length
        contentBytes = body.length
        show(body.shown(limit), as: record.requestFields["Content-Type"] ?? "", record.route, redaction)
    }

    /// Creates the body of a response; `limit` is the number of bytes that the journal shows.
    init(responseOf record: RecordedExchange, limit: Int, _ redaction: RedactionReader) {
        // The journal keeps the body that GET has.
        let isBodiless = record.method == .head || HTTPStatus(record.status).forbidsBody || !record.hasHead
        let body = isBodiless ? CapturedBody([], limit: limit) : record.responseBody
        transferredBytes = body.length.map { min($0, record.lastBodyByte ?? $0) }
        let isCut = transferredBytes != body.length || body.length == nil && record.lastBodyByte != nil
        if isCut {
            remarks.append("a fault ended the body of \(body.length.map(String.init) ?? "unknown") bytes early")
        }
        let shown = body.shown(min(limit, transferredBytes ?? limit))
        let mediaType = record.responseFields["Content-Type"] ?? ""
        if record.responseFields["Content-Encoding"]?.lowercased() == "gzip", transferredBytes != 0 {
            unpack(shown, isPart: isCut || record.status == 206, mediaType, record.route, redaction)
        } else {
            contentBytes = transferredBytes
            let sent = CapturedBody(shown.bytes, of: transferredBytes)
            show(sent, as: mediaType, record.route, redaction)
        }
    }

    private mutating func unpack(
        _ body: CapturedBody, isPart: Bool, _ mediaType: String, _ route: Operation, _ redaction: RedactionReader
    ) {
        guard !isPart, body.isWhole else {
            remarks.append(isPart ? "a part of packed content, which cannot be unpacked" : Self.kept(body))
            return
        }
        do throws(Gunzip.Failure) {
            let content = try Gunzip.unpack(body.bytes, limit: Self.unpackedLimit)
            contentBytes = content.count
            savedBytes = content.count - body.bytes.count
            show(CapturedBody(content, of: content.count), as: mediaType, route, redaction)
        } catch {
            remarks.append("the content cannot be unpacked: it is \(error)")
        }
    }

    private mutating func show(
        _ body: CapturedBody, as mediaType: String, _ route: Operation, _ redaction: RedactionReader
    ) {
        if !body.isWhole { remarks.append(Self.kept(body)) }
        switch redaction.content(body, route: route) {
        case .text(let content, let isRedacted):
            self.isRedacted = isRedacted
            guard body.isWhole else {
                start = content.isEmpty ? nil : content
                return
            }
            isBase64 = !Self.isClear(content, mediaType)
            text = isBase64 ? Base64.encode(content.utf8) : content
        case .bytes:
            guard body.isWhole else { return }
            isBase64 = true
            text = Base64.encode(body.bytes)
        case .withheld: remarks.append("withheld, because it may contain a secret")
        }
    }

    /// Returns whether all readers turn a text into the same bytes.
    private static func isClear(_ text: String, _ mediaType: String) -> Bool {
        let type = mediaType.lowercased()
        return text.utf8.allSatisfy { $0 < 0x80 } || type.contains("json") || type.contains("charset=utf-8")
    }

    private static func kept(_ body: CapturedBody) -> String {
        "the journal keeps \(body.bytes.count) of \(body.length.map(String.init) ?? "unknown") bytes "
            + "(setting journal-body-bytes)"
    }
}
