import Glibc
import Testing

@testable import insights_sim

@Suite("exec: signals and time")
struct SupervisionTests {
    private let start = ContinuousClock.now

    @Test(
        "Which signals are passed on",
        arguments: [
            (SIGTERM, false, true), (SIGTERM, true, true), (SIGHUP, false, true), (SIGHUP, true, true),
            (SIGINT, false, true), (SIGQUIT, false, true), (SIGINT, true, false), (SIGQUIT, true, false),
            (SIGCHLD, true, false), (SIGCHLD, false, false),
        ] as [(Int32, Bool, Bool)])
    func passedOn(_ signal: Int32, _ isFromSystem: Bool, _ isPassedOn: Bool) {
        var supervision = Supervision(start: start)
        let arrival = SignalInbox.Arrival(number: signal, isFromSystem: isFromSystem)
        #expect(supervision.receive(arrival, now: start) == (isPassedOn ? signal : nil))
        #expect(supervision.deadline == (isPassedOn ? start + Supervision.grace : nil))
        #expect(!supervision.hasTimedOut)
    }

    @Test("Who does not end when told is killed, however often it was told")
    func stubborn() {
        var supervision = Supervision(start: start)
        #expect(supervision.receive(.init(number: SIGTERM), now: start) == SIGTERM)
        #expect(supervision.receive(.init(number: SIGINT), now: start + .seconds(3)) == SIGINT)
        #expect(supervision.deadline == start + Supervision.grace)
        #expect(supervision.timeIsOver(now: start + Supervision.grace) == SIGKILL)
        #expect(supervision.deadline == nil)
        #expect(!supervision.hasTimedOut)
    }

    @Test("Past the timeout it is told, then killed")
    func timeout() {
        var supervision = Supervision(start: start, timeout: .seconds(60))
        #expect(supervision.deadline == start + .seconds(60))
        #expect(supervision.timeIsOver(now: start + .seconds(60)) == SIGTERM)
        #expect(supervision.hasTimedOut)
        #expect(supervision.deadline == start + .seconds(60) + Supervision.grace)
        #expect(supervision.timeIsOver(now: start + .seconds(65)) == SIGKILL)
        #expect(supervision.deadline == nil)
    }
}

@Suite("JUnit files")
struct JUnitReportTests {
    @Test(
        "Texts are escaped",
        arguments: [
            ("a<b>&\"c\"", "a&lt;b&gt;&amp;&quot;c&quot;"), ("a\u{0}\u{1B}b", "a\u{FFFD}\u{FFFD}b"),
            ("a\r\n\tb", "a&#13;&#10;&#9;b"), ("é\u{1F600}", "é\u{1F600}"), ("]]>", "]]&gt;"), ("", ""),
        ])
    func escaping(_ text: String, _ escaped: String) {
        #expect(JUnitReport.escaped(text) == escaped)
    }

    @Test("A suite has its counts and a test case for each verdict")
    func text() {
        let report = JUnitReport(
            suite: "s",
            verdicts: [
                Verdict(name: "right", passed: true, evidence: "200"),
                Verdict(name: "wrong", passed: false, evidence: "a < b"),
            ])
        #expect(
            report.text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites tests="2" failures="1" errors="0" skipped="0">
                  <testsuite name="s" tests="2" failures="1" errors="0" skipped="0">
                    <testcase classname="s" name="right">
                      <system-out>200</system-out>
                    </testcase>
                    <testcase classname="s" name="wrong">
                      <failure message="a &lt; b"/>
                    </testcase>
                  </testsuite>
                </testsuites>

                """)
    }
}
