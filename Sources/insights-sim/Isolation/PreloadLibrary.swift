import Glibc

/// The library that leads a dynamically linked program to the simulator (`Sources/CPreload`).
enum PreloadLibrary {
    static let fileName = "libinsights-sim-preload.so"
    private static let variable = "LD_PRELOAD"

    /// The path of the library, beside this program or in the folder for libraries; nil if it is in neither.
    static var path: String? {
        guard let own = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(own) }
        let folder = String(cString: own).split(separator: "/").dropLast().joined(separator: "/")
        return ["\(fileName)", "../lib/\(fileName)", "../lib/insights-simulator/\(fileName)"].map { "/\(folder)/\($0)" }
            .first { access($0, R_OK) == 0 }
    }

    /// Returns why it cannot be preloaded for a program; nil if it can.
    static func refusal(_ path: String?, for program: ProgramFile?) -> String? {
        guard let path else { return "found no \(fileName) beside insights-sim" }
        // The variable separates paths with them.
        if path.contains(where: { $0 == ":" || $0.isWhitespace }) { return "the path \(path) has a blank or a colon" }
        guard let program, let loaded = program.loaded else { return "the program is not found" }
        if program.changesUser || loaded.changesUser { return "\(program.path) runs as another user" }
        switch loaded.linkage {
        // The library is for the C library of GNU.
        case .dynamic(let loader) where loader.split(separator: "/").last?.hasPrefix("ld-linux") == true: return nil
        case .dynamic(let loader): return "\(loaded.path) is loaded by \(loader)"
        case .fixed: return "\(loaded.path) is statically linked"
        case .script, .unknown: return "\(loaded.path) has an unknown format"
        }
    }

    /// Returns the changes to an environment that preload the library; `inherited` looks up its variables.
    static func changes(
        path: String, names: [String], tlsPort: Int, port: Int, bundle: String, inherited: (String) -> String?
    ) -> [ProcessEnvironment.Change] {
        [
            .init(name: variable, value: (inherited(variable).map { "\($0):" } ?? "") + path),
            .init(name: "INSIGHTS_SIM_PRELOAD_HOSTS", value: names.joined(separator: ",")),
            .init(name: "INSIGHTS_SIM_PRELOAD_PORTS", value: "\(tlsPort),\(port)"),
            .init(name: "INSIGHTS_SIM_PRELOAD_TRUST", value: bundle),
        ]
    }
}
