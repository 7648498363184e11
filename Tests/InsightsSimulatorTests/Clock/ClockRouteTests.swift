import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsSimulator

@Suite("Clock: over HTTP")
struct ClockRouteTests {
    private let start = instant("2021-01-06T05:00:00Z")

    @Test("The clock shows its mode, and its speed if it has one")
    func modes() throws {
        let manual = try Simulator(clock: .manual(start))
        #expect(manual.get("/_sim/clock").text == #"{"now":"2021-01-06T05:00:00Z","mode":"manual"}"#)
        let machine = FakeMachine()
        let running = try Simulator(clock: .running(from: start, speed: 3600, machine: machine.now))
        machine.pass(.seconds(2))
        #expect(running.get("/_sim/clock").text == #"{"now":"2021-01-06T07:00:00Z","mode":"factor","speed":3600}"#)
        let scripted = try Simulator(clock: try #require(SimulatorClock.scripted([start])))
        #expect(scripted.get("/_sim/clock").text == #"{"now":"2021-01-06T05:00:00Z","mode":"scripted"}"#)
    }

    @Test("A speed lets the clock run from its instant; moving or stopping it ends that")
    func speed() throws {
        let simulator = try Simulator(clock: .manual(start))
        let response = simulator.post("/_sim/clock", #"{"speed":1}"#)
        #expect(response.json["mode"] == .string("factor"))
        #expect(response.json["speed"] == .integer(1))
        #expect(simulator.post("/_sim/clock", #"{"mode":"manual"}"#).json["mode"] == .string("manual"))
        _ = simulator.post("/_sim/clock", #"{"speed":1}"#)
        #expect(simulator.post("/_sim/clock", #"{"advance":"PT4H"}"#).json["mode"] == .string("manual"))
    }

    @Test(
        "An invalid change of a clock is refused with the valid forms",
        arguments: [
            (#"{"speed":0}"#, "speed: found 0; expected simulated seconds per real second"),
            (#"{"speed":10000001}"#, "speed: found 10000001"), (#"{"speed":"60"}"#, #"speed: found "60""#),
            (#"{"speed":1.5}"#, "speed: found 1.5"), (#"{"mode":"factor"}"#, "; expected system or manual"),
            (#"{"mode":"scripted"}"#, "; expected system or manual"),
            (#"{"speed":60,"mode":"manual"}"#, "found 2 keys"),
        ])
    func refusals(body: String, text: String) throws {
        let simulator = try Simulator(clock: .manual(start))
        let response = simulator.post("/_sim/clock", body)
        #expect(response.status == 400)
        #expect(response.json["error"]?.string?.contains(text) == true, "\(response.text)")
        #expect(simulator.get("/_sim/clock").text == #"{"now":"2021-01-06T05:00:00Z","mode":"manual"}"#)
    }

    @Test("A change of the clock waits for others off the event loop, because many events may fall due")
    func deferred() throws {
        let simulator = try Simulator(clock: .manual(start))
        let change = simulator.handle(HTTPRequest(.post, "/_sim/clock", body: Array(#"{"advance":"PT1S"}"#.utf8)))
        guard case .queued = change else {
            Issue.record("it is answered on the event loop")
            return
        }
    }
}
