extension World {
    /// Writes the rows of ISVMarketplaceInsights: one per page, day and origin, by day.
    func writeISVMarketplaceInsights(to csv: inout CSVText) {
        for visit in traffic {
            csv.put("Date", visit.day)
            csv.put("OfferName", visit.offer.name)
            csv.put("ReferralDomain", visit.referralDomain)
            csv.put("CountryName", visit.countryName)
            csv.put("Campaign", visit.campaign)
            csv.put("platforms", visit.platform)
            csv.put("Site", visit.offer.kind.storefront)
            csv.put("PageVisits", visit.pageVisits)
            csv.put("GetItNow", visit.getItNow)
            csv.put("ContactMe", visit.contactMe)
            csv.put("TestDrive", visit.testDrive)
            csv.put("FreeTrial", visit.freeTrial)
            csv.put("consentGivenCount", visit.consentGiven)
            csv.endRow()
        }
    }
}
