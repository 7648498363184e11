extension Offer {
    /// All offers of the publisher.
    ///
    /// The documented queries name the first three. Two offers share a name because vendors list one product both as a
    /// machine image and as a service.
    static let published: [Offer] = [
        Offer(
            offerID: "harborlight.example-vm", productID: "HBL-101", name: "Example Offer Name", kind: .virtualMachine,
            category: "Compute",
            plans: [
                .machine("Standard 4 cores", "std-4", cores: 4, cents: 9),
                .machine("Standard 16 cores", "std-16", cores: 16, cents: 8),
                .machine("Own license 8 cores", "byol-8", cores: 8, .ownLicense),
            ]),
        Offer(
            offerID: "harborlight.example-saas", productID: "HBL-102", name: "Example Offer Name", kind: .saas,
            category: "Collaboration",
            plans: [
                .seats("Team", "team", dollars: 8, term: 12, trial: 6, meter: "message", unitPrice: 125),
                .seats("Business", "business", dollars: 15, term: 12, meter: "message", unitPrice: 90),
            ]),
        Offer(
            offerID: "harborlight.contoso-test", productID: "HBL-103", name: "Contoso test Services", kind: .saas,
            category: "Developer Tools",
            plans: [
                .seats("Basic", "basic", dollars: 0, .free),
                .seats("Standard", "standard", dollars: 12, term: 12, trial: 1, meter: "test-run", unitPrice: 4_500),
            ]),
        Offer(
            offerID: "harborlight.backup-vault", productID: "HBL-104", name: "Harborlight Backup Vault", kind: .saas,
            category: "Storage",
            plans: [
                .seats("Starter", "starter", dollars: 0, .free),
                .seats("Professional", "pro", dollars: 20, term: 12, trial: 6, meter: "gigabyte", unitPrice: 350),
                .seats("Enterprise", "enterprise", dollars: 420, term: 12, meter: "gigabyte", unitPrice: 275),
                .seats(
                    "Enterprise, negotiated", "enterprise-neg", dollars: 380, term: 36, meter: "gigabyte",
                    unitPrice: 200, isPrivate: true),
            ]),
        Offer(
            offerID: "harborlight.edge-router", productID: "HBL-105", name: "Harborlight Edge Router",
            kind: .virtualMachine,
            category: "Networking",
            plans: [
                .machine("Small, 2 cores", "small", cores: 2, cents: 6),
                .machine("Large, 32 cores", "large", cores: 32, cents: 5),
                .machine("Own license 8 cores", "byol", cores: 8, .ownLicense),
                .machine("Preview 4 cores", "preview", cores: 4, .free, isPreview: true),
            ]),
        Offer(
            offerID: "harborlight.log-lens", productID: "HBL-106", name: "Harborlight Log Lens",
            kind: .azureApplication,
            category: "Analytics",
            plans: [
                .seats("Managed", "managed", dollars: 95, term: 12, meter: "log-unit", unitPrice: 1_800),
                .seats("Template", "template", dollars: 0, .free),
                .seats(
                    "Managed, negotiated", "managed-neg", dollars: 80, term: 12, meter: "log-unit", unitPrice: 1_500,
                    isPrivate: true),
            ]),
        Offer(
            offerID: "harborlight.license-hub", productID: "HBL-107", name: "Harborlight License Hub",
            kind: .machineLicense,
            category: "Compute",
            plans: [
                .machine("Per core 8", "core-8", cores: 8, cents: 11),
                .machine("Per core 64", "core-64", cores: 64, cents: 7),
            ]),
        Offer(
            offerID: "harborlight.cluster-kit", productID: "HBL-108", name: "Harborlight Cluster Kit",
            kind: .multisolution,
            category: "Containers",
            plans: [
                .machine("Cluster of 16 cores", "cluster-16", cores: 16, cents: 10),
                .machine("Cluster, own license", "cluster-byol", cores: 16, .ownLicense),
            ]),
        Offer(
            offerID: "harborlight.forecast", productID: "HBL-109", name: "Harborlight Forecast", kind: .saas,
            category: "Analytics",
            plans: [
                .seats("Planner", "planner", dollars: 29, trial: 1),
                .seats("Planner preview", "planner-preview", dollars: 0, .free, isPreview: true),
            ]),
        Offer(
            offerID: "harborlight.key-escrow", productID: "HBL-110", name: "Harborlight Key Escrow", kind: .saas,
            category: "Security",
            plans: [
                .seats("Custody", "custody", dollars: 45, .reseller, term: 12),
                .seats("Custody plus", "custody-plus", dollars: 110, .reseller, term: 36),
            ]),
        Offer(
            offerID: "harborlight.stream-sorter", productID: "HBL-111", name: "Harborlight Stream Sorter",
            kind: .azureApplication,
            category: "Analytics",
            plans: [
                .seats("Pipeline", "pipeline", dollars: 60, term: 12, meter: "event", unitPrice: 12)
            ]),
    ]

    /// Returns the offer and the plan with the given identifiers, which must exist.
    static func published(_ offerID: String, _ planID: String) -> (Offer, Plan) {
        for offer in published where offer.offerID == offerID {
            for plan in offer.plans where plan.planID == planID { return (offer, plan) }
        }
        preconditionFailure("no plan \(planID) in offer \(offerID)")
    }
}
