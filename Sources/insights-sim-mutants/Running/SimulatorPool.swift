import InsightsContracts
import InsightsFixtures
import InsightsHTTP
import InsightsSimulator
import InsightsTesting
private import Synchronization

/// Right simulators, which mutants share: every case has a tenant of its own.
final class SimulatorPool: Sendable {
    /// A simulator with the receiver of its callbacks.
    struct Place: Sendable {
        let simulator: Simulator
        let receiver: CallbackReceiver
    }

    /// By the mutant whose callbacks they send.
    private let places = Mutex<[String?: Place]>([:])

    /// The simulator for a mutant.
    func place(for mutant: Mutant?) throws(TargetError) -> Place {
        var key: String?
        var change: @Sendable (HTTPRequest) -> [HTTPRequest] = { [$0] }
        if let mutant, case .callbacks(let wrong) = mutant.means {
            key = mutant.name
            change = wrong
        }
        if let known = places.withLock({ $0[key] }) { return known }
        // Nothing listens at this address: the sender calls the receiver.
        let receiver = CallbackReceiver(baseURL: "http://127.0.0.1:9")
        let made = Place(
            simulator: try Self.simulator(CallbackPath(receiver: receiver, change: change)),
            receiver: receiver)
        return places.withLock { places in
            // Whoever was first wins.
            if let known = places[key] { return known }
            places[key] = made
            return made
        }
    }

    private static func simulator(_ callbacks: CallbackPath) throws(TargetError) -> Simulator {
        do throws(FixtureError) {
            return try Simulator(callbackSender: InProcessCallbackSender(callbacks))
        } catch {
            throw .unreachable("\(error)")
        }
    }
}

/// The way of callbacks to their receiver.
private struct CallbackPath: HTTPHandler {
    let receiver: CallbackReceiver
    let change: @Sendable (HTTPRequest) -> [HTTPRequest]

    func handle(_ request: HTTPRequest) -> HTTPReply {
        for changed in change(request) { _ = receiver.respond(to: changed) }
        return .response(HTTPResponse(200))
    }
}
