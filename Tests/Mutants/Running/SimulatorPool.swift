import InsightsContracts
import InsightsFixtures
import InsightsHTTP
import InsightsSimulator
import InsightsTesting
private import Synchronization

/// Right simulators by edition and settings, which mutants share: every case has a tenant of its own.
final class SimulatorPool: Sendable {
    /// A simulator with the receiver of its callbacks.
    struct Place: Sendable {
        let simulator: Simulator
        let receiver: CallbackReceiver
    }

    private struct Key: Hashable {
        let edition: ContractEdition
        let settings: [ContractSetting]
        /// The mutant whose callbacks it sends.
        let callbacks: String?
    }

    private let places = Mutex<[Key: Place]>([:])

    /// The simulator for a contract's settings and those of a mutant, which come after them.
    func place(
        _ edition: ContractEdition, _ settings: [ContractSetting], for mutant: Mutant?
    ) throws(TargetError) -> Place {
        var key = Key(edition: edition, settings: settings, callbacks: nil)
        var change: @Sendable (HTTPRequest) -> [HTTPRequest] = { [$0] }
        switch mutant?.means {
        case .settings(let more, _): key = Key(edition: edition, settings: settings + more, callbacks: nil)
        case .callbacks(let wrong):
            key = Key(edition: edition, settings: settings, callbacks: mutant?.name)
            change = wrong
        case .answers, .requests, .behaviour, nil: break
        }
        if let known = places.withLock({ $0[key] }) { return known }
        // Nothing listens at this address: the sender calls the receiver.
        let receiver = CallbackReceiver(baseURL: "http://127.0.0.1:9")
        let made = Place(
            simulator: try Self.simulator(key.edition, key.settings, CallbackPath(receiver: receiver, change: change)),
            receiver: receiver)
        return places.withLock { places in
            // Whoever was first wins.
            if let known = places[key] { return known }
            places[key] = made
            return made
        }
    }

    private static func simulator(
        _ edition: ContractEdition, _ changes: [ContractSetting], _ callbacks: CallbackPath
    ) throws(TargetError) -> Simulator {
        let settings: Settings
        do throws(SettingsError) {
            settings = try Settings(edition, changes: changes)
        } catch {
            throw .unreachable("\(error)")
        }
        do throws(FixtureError) {
            return try Simulator(settings: settings, callbackSender: InProcessCallbackSender(callbacks))
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
