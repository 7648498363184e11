import Foundation

/// `insights-sim contracts`, without anything of the machine that the tests run on.
enum ContractsTool {
    /// The variables that would change a run.
    static let environment = [
        "GITHUB_ACTIONS": "", "GITHUB_WORKSPACE": "", "GITHUB_STEP_SUMMARY": "", "INSIGHTS_BASE_URL": "",
        "AZURE_AUTHORITY_HOST": "", "AZURE_TENANT_ID": "", "AZURE_CLIENT_ID": "", "AZURE_CLIENT_SECRET": "",
        "AZURE_USERNAME": "",
        "AZURE_PASSWORD": "", "INSIGHTS_SIM_ADMIN_KEY": "",
    ]

    /// Runs an action of the command.
    static func contracts(_ arguments: [String], environment: [String: String] = [:]) throws -> Tool.Outcome {
        try Tool.run(
            executable: Tool.path, ["contracts"] + arguments,
            environment: Self.environment.merging(environment) { $1 })
    }

    /// Runs the contracts of a folder.
    static func run(
        _ folder: ContractFolder, _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws -> Tool.Outcome {
        try contracts(["run", "--contracts", folder.path] + arguments, environment: environment)
    }
}
