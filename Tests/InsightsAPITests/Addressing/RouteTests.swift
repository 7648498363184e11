import InsightsAPI
import InsightsHTTP
import Testing

@Suite("Routes")
struct RouteTests {
    struct Known: Sendable, CustomTestStringConvertible {
        let segments: [String]
        let route: Route
        let methods: [HTTPMethod]
        let path: String
        var testDescription: String { path }
    }

    static let known: [Known] = [
        Known(segments: ["ScheduledDataset"], route: .datasets, methods: [.get], path: "ScheduledDataset"),
        Known(segments: ["ScheduledQueries"], route: .queries, methods: [.post, .get], path: "ScheduledQueries"),
        Known(
            segments: ["ScheduledQueries", "Q1"], route: .query(id: "Q1"), methods: [.delete],
            path: "ScheduledQueries/Q1"),
        Known(
            segments: ["ScheduledQueries", "testQueryResult"], route: .testQuery, methods: [.get],
            path: "ScheduledQueries/testQueryResult"),
        Known(segments: ["ScheduledReport"], route: .reports, methods: [.post, .get], path: "ScheduledReport"),
        Known(
            segments: ["ScheduledReport", "a b/c"], route: .report(id: "a b/c"), methods: [.put, .delete],
            path: "ScheduledReport/a%20b%2Fc"),
        Known(
            segments: ["ScheduledReport", "pause", "R1"], route: .pauseReport(id: "R1"), methods: [.put],
            path: "ScheduledReport/pause/R1"),
        Known(
            segments: ["ScheduledReport", "resume", "R1"], route: .resumeReport(id: "R1"), methods: [.put],
            path: "ScheduledReport/resume/R1"),
        Known(
            segments: ["ScheduledReport", "execution", "R1;R2"], route: .executions(reportIDs: "R1;R2"),
            methods: [.get],
            path: "ScheduledReport/execution/R1%3BR2"),
    ]

    @Test("A route matches in any letter case, and has its methods and address", arguments: known)
    func matches(_ known: Known) {
        #expect(Route(segments: known.segments) == known.route)
        #expect(Route(segments: known.segments[...]) == known.route)
        #expect(known.route.methods == known.methods)
        for program in PartnerProgram.allCases {
            #expect(known.route.path(program) == "/insights/v1/\(program)/\(known.path)")
            let target = RequestTarget(parsing: known.route.path(program))
            #expect(Route(segments: target.segments.dropFirst(3)) == known.route)
        }
        for fold in [{ $0.lowercased() }, { $0.uppercased() }] as [@Sendable (String) -> String] {
            // Identifiers keep their letter case; the fixed words do not matter.
            let folded = known.segments.map { $0.contains("1") || $0.contains(" ") ? $0 : fold($0) }
            #expect(Route(segments: folded) == known.route)
        }
    }

    @Test(
        "Any other path matches no route",
        arguments: [
            [], [""], ["Nonsense"], ["ScheduledDataset", "x"], ["ScheduledQueries", "x", "y"],
            ["ScheduledQueries", "testQueryResult", "x"], ["ScheduledReport", "stop", "x"],
            ["ScheduledReport", "pause", "x", "y"], ["ScheduledReports"], ["Scheduled", "Dataset"],
        ])
    func unknown(_ segments: [String]) {
        #expect(Route(segments: segments) == nil)
    }

    @Test("Pause and resume without an identifier are not report identifiers; any other word is")
    func words() {
        #expect(Route(segments: ["ScheduledReport", "pause"]) == .pauseReport(id: ""))
        #expect(Route(segments: ["ScheduledReport", "Resume"]) == .resumeReport(id: ""))
        #expect(Route(segments: ["ScheduledReport", "execution"]) == .report(id: "execution"))
    }

    @Test("Without segments a path has the same route, or is left to them", arguments: known)
    func plain(_ known: Known) throws {
        let address = known.route.path(.cmp)
        for target in [address, address.uppercased(), address + "/", address + "//?a=/b", "/" + address] {
            let parsed = RequestTarget(parsing: target)
            let route = Route(segments: parsed.segments.dropFirst(3))
            #expect(route != nil)
            if let path = parsed.plainPath {
                #expect(Route(path, from: 3) == route)
            } else {
                #expect(address.contains("%"))
            }
        }
    }

    @Test("All paths of some words have the same route with segments and without")
    func spellings() {
        let words = [
            "ScheduledDataset", "scheduledqueries", "SCHEDULEDREPORT", "testQueryResult", "pause", "Resume",
            "execution",
            "x", "a;b", "", "%70ause", "pau\u{17F}e",
        ]
        var (found, paths) = (0, [""])
        for _ in 0..<3 {
            paths = paths.flatMap { path in words.map { "\(path)/\($0)" } }
            for path in paths {
                let parsed = RequestTarget(parsing: "/insights/v1/CMP" + path)
                guard let plain = parsed.plainPath else { continue }
                #expect(PartnerProgram(plain, at: 2) == .cmp)
                let route = Route(plain, from: 3)
                if route != nil { found += 1 }
                #expect(route == Route(segments: parsed.segments.dropFirst(3)), "\(path)")
            }
        }
        #expect(found > 100)
    }
}
