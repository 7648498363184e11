/// A small working example that `init` writes, by the kind of project.
enum Starter: String, CaseIterable {
    case pytest
    case swift
    case node
    case java
    case github

    /// What to run in the folder, as a person would type it.
    var firstCommand: String {
        switch self {
        case .pytest: "pytest"
        case .swift: "INSIGHTS_SIMULATOR_PACKAGE=FOLDER-OF-THE-CLONE swift test"
        case .node: "insights-sim exec -- node --test"
        case .java: "insights-sim exec -- java Orders.java"
        case .github:
            "put the archive of scripts/package into vendor, then git add .github tests vendor "
                + "&& git commit -m 'Test against the simulator' && git push"
        }
    }
}
