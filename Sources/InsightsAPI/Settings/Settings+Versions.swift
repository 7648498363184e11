/// The versions of the service that cmp has (edition 2026; what v1 answers there today is unknown).
public enum MarketplaceVersions: String, Sendable, CaseIterable {
    /// Each with its own fields.
    case both
    /// The version of the seeds.
    case v1
    /// The later version alone.
    case v11 = "v1.1"
}

extension Settings {
    /// Returns whether a program has a version of the service.
    package func serves(_ version: ServiceVersion, _ program: PartnerProgram) -> Bool {
        switch (program, marketplaceVersions) {
        case (.mpn, _), (.cmp, .v1): version == .v1
        case (.cmp, .v11): version == .v11
        case (.cmp, .both): true
        }
    }

    /// Returns the versions of the service that a program has, the oldest first.
    package func versions(of program: PartnerProgram) -> [ServiceVersion] {
        ServiceVersion.allCases.filter { serves($0, program) }
    }

    /// Returns the options of the records of a version.
    package func recordOptions(in version: ServiceVersion) -> RecordOptions {
        guard version == .v11 else { return recordOptions }
        var options = recordOptions
        options.laterFields = laterFields
        return options
    }
}
