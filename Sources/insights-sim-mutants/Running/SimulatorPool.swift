import InsightsContracts
import InsightsFixtures
import InsightsHTTP
import InsightsSimulator
import InsightsTesting
private import Synchronization

/// A pool of correct simulators that mutants share; every case has its own tenant.
final class SimulatorPool: Sendable {
    /// A simulator with the receiver of its callbacks.
    struct Place: Sendable {
        let simulator: Simulator
        let receiver: CallbackReceiver
    }

    /// The simulators, by the name of the mutant that changes their callbacks; nil for unchanged callbacks.
    private let places = Mutex<[String?: Place]>([:])

    /// Returns the simulator for a mutant, and creates it if necessary.
    func place(for mutant: Mutant?) throws(TargetError) -> Place {
        var key: String?
        var change: @Sendable (HTTPRequest) -> [HTTPRequest] = { [$0] }
        if let mutant, case .callbacks(let wrong) = mutant.means {
            key = mutant.name
            change = wrong
        }
        if let known = places.withLock({ $0[key] }) { return known }
        // Nothing listens at this address: the sender calls the receiver directly.
        let receiver = CallbackReceiver(baseURL: "http://127.0.0.1:9")
        let made = Place(
            simulator: try Self.simulator(CallbackPath(receiver: receiver, change: change)),
            receiver: receiver)
        return places.withLock { places in
            // Another task may have created it meanwhile.
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

/// A handler that changes callbacks on the way to their receiver.
private struct CallbackPath: HTTPHandler {
    let receiver: CallbackReceiver
    let change: @Sendable (HTTPRequest) -> [HTTPRequest]

    func handle(_ request: HTTPRequest) -> HTTPReply {
        for changed in change(request) { _ = receiver.respond(to: changed) }
        return .response(HTTPResponse(200))
    }
}
