//! The operations of AWS IoT Core, Device Management, Device Defender and Jobs.

use super::iot::{Group, Logged, Plane, names};

pub(super) const GROUPS: &[Group] = &[
    Group {
        plane: Plane::Control,
        logged: Logged::Yes,
        note: "The AWS IoT page: control plane actions that make changes are logged.",
        instead: None,
        names: &names::<146>(
            "AcceptCertificateTransfer AddThingToBillingGroup AddThingToThingGroup
        AssociateSbomWithPackageVersion AssociateTargetsWithJob AttachPolicy AttachPrincipalPolicy
        AttachSecurityProfile AttachThingPrincipal CancelAuditMitigationActionsTask CancelAuditTask
        CancelCertificateTransfer CancelDetectMitigationActionsTask CancelJob CancelJobExecution
        ClearDefaultAuthorizer ConfirmTopicRuleDestination CreateAuditSuppression CreateAuthorizer
        CreateBillingGroup CreateCertificateFromCsr CreateCertificateProvider CreateCommand
        CreateCustomMetric CreateDimension CreateDomainConfiguration CreateDynamicThingGroup
        CreateFleetMetric CreateJob CreateJobTemplate CreateKeysAndCertificate CreateMitigationAction
        CreateOTAUpdate CreatePackage CreatePackageVersion CreatePolicy CreatePolicyVersion
        CreateProvisioningClaim CreateProvisioningTemplate CreateProvisioningTemplateVersion CreateRoleAlias
        CreateScheduledAudit CreateSecurityProfile CreateStream CreateThing CreateThingGroup CreateThingType
        CreateTopicRule CreateTopicRuleDestination DeleteAccountAuditConfiguration DeleteAuditSuppression
        DeleteAuthorizer DeleteBillingGroup DeleteCACertificate DeleteCertificate DeleteCertificateProvider
        DeleteCommand DeleteCommandExecution DeleteCustomMetric DeleteDimension DeleteDomainConfiguration
        DeleteDynamicThingGroup DeleteFleetMetric DeleteJob DeleteJobExecution DeleteJobTemplate
        DeleteMitigationAction DeleteOTAUpdate DeletePackage DeletePackageVersion DeletePolicy
        DeletePolicyVersion DeleteProvisioningTemplate DeleteProvisioningTemplateVersion
        DeleteRegistrationCode DeleteRoleAlias DeleteScheduledAudit DeleteSecurityProfile DeleteStream
        DeleteThing DeleteThingGroup DeleteThingType DeleteTopicRule DeleteTopicRuleDestination
        DeleteV2LoggingLevel DeprecateThingType DetachPolicy DetachPrincipalPolicy DetachSecurityProfile
        DetachThingPrincipal DisableTopicRule DisassociateSbomFromPackageVersion EnableTopicRule
        PutVerificationStateOnViolation RegisterCACertificate RegisterCertificate
        RegisterCertificateWithoutCA RegisterThing RejectCertificateTransfer RemoveThingFromBillingGroup
        RemoveThingFromThingGroup ReplaceTopicRule SetDefaultAuthorizer SetDefaultPolicyVersion
        SetLoggingOptions SetV2LoggingLevel SetV2LoggingOptions StartAuditMitigationActionsTask
        StartDetectMitigationActionsTask StartOnDemandAuditTask StartThingRegistrationTask
        StopThingRegistrationTask TagResource TransferCertificate UntagResource
        UpdateAccountAuditConfiguration UpdateAuditSuppression UpdateAuthorizer UpdateBillingGroup
        UpdateCACertificate UpdateCertificate UpdateCertificateProvider UpdateCommand UpdateCustomMetric
        UpdateDimension UpdateDomainConfiguration UpdateDynamicThingGroup UpdateEncryptionConfiguration
        UpdateEventConfigurations UpdateFleetMetric UpdateIndexingConfiguration UpdateJob
        UpdateMitigationAction UpdatePackage UpdatePackageConfiguration UpdatePackageVersion
        UpdateProvisioningTemplate UpdateRoleAlias UpdateScheduledAudit UpdateSecurityProfile UpdateStream
        UpdateThing UpdateThingGroup UpdateThingGroupsForThing UpdateThingType UpdateTopicRuleDestination",
        ),
    },
    Group {
        plane: Plane::Control,
        logged: Logged::Yes,
        note: "The AWS IoT page suggests that reads are not logged, yet records of this one have been seen.",
        instead: None,
        names: &names::<5>("ListActiveViolations ListAuthorizers ListJobs ListStreams ListThingTypes"),
    },
    Group {
        plane: Plane::Control,
        logged: Logged::No,
        note: "The AWS IoT page names it as leaving no entry; records of its siblings have been seen.",
        instead: None,
        names: &names::<2>("ListThings ListTopicRules"),
    },
    Group {
        plane: Plane::Control,
        logged: Logged::Undocumented,
        note: "The AWS IoT page suggests that reads are not logged; records of some have been seen.",
        instead: None,
        names: &names::<119>(
            "DescribeAccountAuditConfiguration DescribeAuditFinding DescribeAuditMitigationActionsTask
        DescribeAuditSuppression DescribeAuditTask DescribeAuthorizer DescribeBillingGroup
        DescribeCACertificate DescribeCertificate DescribeCertificateProvider DescribeCustomMetric
        DescribeDefaultAuthorizer DescribeDetectMitigationActionsTask DescribeDimension
        DescribeDomainConfiguration DescribeEncryptionConfiguration DescribeEndpoint
        DescribeEventConfigurations DescribeFleetMetric DescribeIndex DescribeJob DescribeJobExecution
        DescribeJobTemplate DescribeManagedJobTemplate DescribeMitigationAction DescribeProvisioningTemplate
        DescribeProvisioningTemplateVersion DescribeRoleAlias DescribeScheduledAudit DescribeSecurityProfile
        DescribeStream DescribeThing DescribeThingGroup DescribeThingRegistrationTask DescribeThingType
        GetBehaviorModelTrainingSummaries GetBucketsAggregation GetCardinality GetCommand
        GetCommandExecution GetEffectivePolicies GetIndexingConfiguration GetJobDocument GetLoggingOptions
        GetOTAUpdate GetPackage GetPackageConfiguration GetPackageVersion GetPercentiles GetPolicy
        GetPolicyVersion GetRegistrationCode GetStatistics GetThingConnectivityData GetTopicRule
        GetTopicRuleDestination GetV2LoggingOptions ListAttachedPolicies ListAuditFindings
        ListAuditMitigationActionsExecutions ListAuditMitigationActionsTasks ListAuditSuppressions
        ListAuditTasks ListBillingGroups ListCACertificates ListCertificateProviders ListCertificates
        ListCertificatesByCA ListCommandExecutions ListCommands ListCustomMetrics
        ListDetectMitigationActionsExecutions ListDetectMitigationActionsTasks ListDimensions
        ListDomainConfigurations ListFleetMetrics ListIndices ListJobExecutionsForJob
        ListJobExecutionsForThing ListJobTemplates ListManagedJobTemplates ListMetricValues
        ListMitigationActions ListOTAUpdates ListOutgoingCertificates ListPackageVersions ListPackages
        ListPolicies ListPolicyPrincipals ListPolicyVersions ListPrincipalPolicies ListPrincipalThings
        ListPrincipalThingsV2 ListProvisioningTemplateVersions ListProvisioningTemplates
        ListRelatedResourcesForAuditFinding ListRoleAliases ListSbomValidationResults ListScheduledAudits
        ListSecurityProfiles ListSecurityProfilesForTarget ListTagsForResource ListTargetsForPolicy
        ListTargetsForSecurityProfile ListThingGroups ListThingGroupsForThing ListThingPrincipals
        ListThingPrincipalsV2 ListThingRegistrationTaskReports ListThingRegistrationTasks
        ListThingsInBillingGroup ListThingsInThingGroup ListTopicRuleDestinations ListV2LoggingLevels
        ListViolationEvents SearchIndex TestAuthorization TestInvokeAuthorizer
        ValidateSecurityProfileBehaviors",
        ),
    },
    Group {
        plane: Plane::Data,
        logged: Logged::No,
        note: "The AWS IoT page: data plane actions (device side) are not logged.",
        instead: Some("CloudWatch monitors these actions, says the AWS IoT page."),
        names: &names::<15>(
            "DeleteConnection DeleteThingShadow DescribeJobExecution GetConnection GetPendingJobExecutions
        GetRetainedMessage GetThingShadow ListNamedShadowsForThing ListRetainedMessages ListSubscriptions
        Publish SendDirectMessage StartNextPendingJobExecution UpdateJobExecution UpdateThingShadow",
        ),
    },
    Group {
        plane: Plane::Data,
        logged: Logged::Undocumented,
        note: "An operator calls it, not a device; no page says whether it is logged.",
        instead: None,
        names: &names::<1>("StartCommandExecution"),
    },
];
