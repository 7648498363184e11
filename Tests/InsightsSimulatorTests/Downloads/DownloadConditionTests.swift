import InsightsHTTP
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsSimulator

@Suite("Downloads: conditions and ranges")
struct DownloadConditionTests {
    private static let tag = "\"abc\""
    private static let modified = "Wed, 06 Jan 2021 05:38:34 GMT"

    private func conditions(_ fields: [(String, String)]) -> DownloadConditions {
        DownloadConditions(
            HTTPFields(fields.map { (name: $0.0, value: $0.1) }), entityTag: Self.tag,
            lastModified: instant("2021-01-06T05:38:34Z"))
    }

    @Test(
        "Conditions are evaluated in the order of RFC 9110",
        arguments: [
            ([], .proceed),
            ([("If-None-Match", tag)], .notModified), ([("If-None-Match", "W/\(tag)")], .notModified),
            ([("If-None-Match", "*")], .notModified), ([("If-None-Match", "\"x\", \(tag)")], .notModified),
            ([("If-None-Match", "\"x\"")], .proceed), ([("If-None-Match", "abc")], .proceed),
            ([("If-Modified-Since", modified)], .notModified),
            ([("If-Modified-Since", "Wed, 06 Jan 2021 05:38:35 GMT")], .notModified),
            ([("If-Modified-Since", "Wed, 06 Jan 2021 05:38:33 GMT")], .proceed),
            ([("If-Modified-Since", "Thu, 06 Jan 2021 05:38:34 GMT")], .proceed),
            ([("If-Modified-Since", "2021-01-06T05:38:34Z")], .proceed),
            ([("If-None-Match", "\"x\""), ("If-Modified-Since", modified)], .proceed),
            ([("If-Match", tag)], .proceed), ([("If-Match", "*")], .proceed), ([("If-Match", "\"x\"")], .failed),
            ([("If-Match", "W/\(tag)")], .failed),
            ([("If-Unmodified-Since", modified)], .proceed),
            ([("If-Unmodified-Since", "Wed, 06 Jan 2021 05:38:33 GMT")], .failed),
            ([("If-Match", tag), ("If-None-Match", tag)], .notModified),
            ([("If-Match", "\"x\""), ("If-None-Match", tag)], .failed),
        ] as [([(String, String)], DownloadConditions.Verdict)])
    func verdicts(fields: [(String, String)], verdict: DownloadConditions.Verdict) {
        #expect(conditions(fields).verdict == verdict)
    }

    @Test(
        "One range is read; malformed and several ranges mean the whole file",
        arguments: [
            ("bytes=0-0", 0..<1), ("bytes=0-9", 0..<10), ("bytes=5-", 5..<100), ("bytes=90-1000", 90..<100),
            ("bytes=-1", 99..<100), ("bytes=-1000", 0..<100), ("Bytes=1-2", 1..<3), ("bytes= 1 - 2 ", 1..<3),
            ("bytes=99-99", 99..<100),
        ])
    func ranges(text: String, bytes: Range<Int>) {
        #expect(ByteRange(text)?.bytes(of: 100) == bytes)
    }

    @Test("A range after the end has no bytes", arguments: ["bytes=100-", "bytes=100-200", "bytes=-0"])
    func unsatisfiable(text: String) throws {
        #expect(try #require(ByteRange(text)).bytes(of: 100) == nil)
        #expect(ByteRange("bytes=-5")?.bytes(of: 0) == nil)
    }

    @Test(
        "Other texts are not ranges",
        arguments: [
            "", "bytes", "bytes=", "bytes=-", "bytes=2-1", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes=1-2-3",
            "bytes=+1-2", "bytes=99999999999999999999-",
        ])
    func noRange(text: String) {
        #expect(ByteRange(text) == nil)
    }

    @Test("If-Range uses the range only if the file is unchanged")
    func ifRange() {
        let range = ("Range", "bytes=0-1")
        #expect(conditions([range]).range(acceptsSuffix: false) == .from(0, through: 1))
        #expect(conditions([range, ("If-Range", Self.tag)]).range(acceptsSuffix: false) == .from(0, through: 1))
        #expect(conditions([range, ("If-Range", Self.modified)]).range(acceptsSuffix: false) == .from(0, through: 1))
        #expect(conditions([range, ("If-Range", "\"x\"")]).range(acceptsSuffix: false) == nil)
        #expect(conditions([range, ("If-Range", "W/\(Self.tag)")]).range(acceptsSuffix: false) == nil)
        #expect(conditions([range, ("If-Range", "Wed, 06 Jan 2021 05:38:33 GMT")]).range(acceptsSuffix: false) == nil)
    }

    @Test("x-ms-range wins over Range; ranges from the end need the setting")
    func msRange() {
        let range = ("Range", "bytes=0-1")
        #expect(conditions([range, ("x-ms-range", "bytes=2-")]).range(acceptsSuffix: false) == .from(2, through: nil))
        #expect(conditions([range, ("x-ms-range", "x")]).range(acceptsSuffix: false) == nil)
        #expect(conditions([("Range", "bytes=-5")]).range(acceptsSuffix: false) == nil)
        #expect(conditions([("Range", "bytes=-5")]).range(acceptsSuffix: true) == .last(5))
    }
}
