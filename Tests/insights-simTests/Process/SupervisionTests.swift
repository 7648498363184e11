import Glibc
import Testing

@testable import insights_sim

@Suite("exec: signals and time")
struct SupervisionTests {
    private let start = ContinuousClock.now

    @Test(
        "Signals that are passed on",
        arguments: [
            (SIGTERM, false, true), (SIGTERM, true, true), (SIGHUP, false, true), (SIGHUP, true, true),
            (SIGINT, false, true), (SIGQUIT, false, true), (SIGINT, true, false), (SIGQUIT, true, false),
            (SIGCHLD, true, false), (SIGCHLD, false, false),
        ] as [(Int32, Bool, Bool)])
    func passedOn(_ signal: Int32, _ isFromSystem: Bool, _ isPassedOn: Bool) {
        var supervision = TerminationPolicy(start: start)
        let arrival = SignalPipe.Arrival(number: signal, isFromSystem: isFromSystem)
        #expect(supervision.receive(arrival, now: start) == (isPassedOn ? signal : nil))
        #expect(supervision.deadline == (isPassedOn ? start + TerminationPolicy.grace : nil))
        #expect(!supervision.hasTimedOut)
    }

    @Test("A command that ignores the signal is killed, after any number of signals")
    func stubborn() {
        var supervision = TerminationPolicy(start: start)
        #expect(supervision.receive(.init(number: SIGTERM), now: start) == SIGTERM)
        #expect(supervision.receive(.init(number: SIGINT), now: start + .seconds(3)) == SIGINT)
        #expect(supervision.deadline == start + TerminationPolicy.grace)
        #expect(supervision.timeIsOver(now: start + TerminationPolicy.grace) == SIGKILL)
        #expect(supervision.deadline == nil)
        #expect(!supervision.hasTimedOut)
    }

    @Test("After the timeout the command gets a signal, then it is killed")
    func timeout() {
        var supervision = TerminationPolicy(start: start, timeout: .seconds(60))
        #expect(supervision.deadline == start + .seconds(60))
        #expect(supervision.timeIsOver(now: start + .seconds(60)) == SIGTERM)
        #expect(supervision.hasTimedOut)
        #expect(supervision.deadline == start + .seconds(60) + TerminationPolicy.grace)
        #expect(supervision.timeIsOver(now: start + .seconds(65)) == SIGKILL)
        #expect(supervision.deadline == nil)
    }
}
