"""The resource types whose data events CloudTrail records, for suggestions alone: AWS adds types every month.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
"""

from __future__ import annotations

import difflib

_TABLE = """
AIDevOps: AgentSpace Association OperatorAppTeam PipelineMetadata Service
AIOps: InvestigationGroup
AppConfig: Configuration
AppSync: GraphQLApi
B2BI: Transformer
Backup: SearchJob
Bedrock: AdvancedOptimizePromptJob AgentAlias AsyncInvoke AutomatedReasoningPolicy
Bedrock: AutomatedReasoningPolicyVersion Blueprint DataAutomationInvocation DataAutomationProfile
Bedrock: DataAutomationProject FlowAlias FlowExecution Guardrail InlineAgent KnowledgeBase Model
Bedrock: PromptVersion Session Tool
BedrockAgentCore: APIKeyCredentialProvider Browser BrowserCustom CodeInterpreter CodeInterpreterCustom
BedrockAgentCore: Evaluator Gateway Memory OAuth2CredentialProvider Runtime RuntimeEndpoint TokenVault
BedrockAgentCore: WorkloadIdentity WorkloadIdentityDirectory
Cassandra: Stream Table
CloudFront: KeyValueStore
CloudOptimization: Profile Recommendation
CloudTrail: Channel
CloudWatch: Metric
CodeGuruProfiler: ProfilingGroup
CodeWhisperer: Customization Profile
Cognito: IdentityPool
DSQL: Cluster
DataExchange: Asset
Deadline: Fleet Job Queue Worker
DynamoDB: Stream Table
EC2: InstanceConnectEndpoint Snapshot
ECS: ContainerInstance
EKS: Dashboard
EMRWAL: Workspace
FSx: Volume
FinSpace: Environment
GameLiftStreams: Application StreamGroup
GeoMaps: Provider
GeoPlaces: Provider
GeoRoutes: Provider
Glue: Table
GreengrassV2: ComponentVersion Deployment
GuardDuty: Detector MalwareScan
IoT: Certificate Thing
IoTSiteWise: Asset TimeSeries
IoTTwinMaker: Entity Workspace
KendraRanking: ExecutionPlan
Kinesis: Stream StreamConsumer
KinesisFirehose: DeliveryStream
KinesisVideo: SignalingChannel Stream
Lambda: Function
MWAA: Environment
MachineLearning: MlModel
ManagedBlockchain: Network Node
ManagedBlockchainQuery: QueryAPI
MedicalImaging: Datastore Imageset
NeptuneGraph: Graph
NetworkFlowMonitor: Monitor Scope
NovaAct: WorkflowDefinition WorkflowRun
One: UKey User
PCAConnectorAD: Connector
PCAConnectorSCEP: Connector
PaymentCryptography: Alias Key
Pinpoint: App
QApps: QApp QAppSession
QBusiness: Application DataSource Index Integration WebExperience
QDeveloper: Integration
QuickSight: Flow FlowSession
Quicksight: ActionConnector
RDS: DBCluster
RUM: AppMonitor
Redshift: Cluster
S3: AccessPoint Object
S3Express: Object
S3ObjectLambda: AccessPoint
S3Outposts: Object
S3Tables: Table TableBucket
S3Vectors: Index VectorBucket
SCN: Instance
SDB: Domain
SES: ConfigurationSet EmailIdentity Template
SMSVoice: Message OriginationIdentity
SNS: PlatformEndpoint Topic
SQS: Queue
SSM: ExecutionPreview ManagedNode
SSMMessages: ControlChannel
SWF: Domain
SageMaker: Endpoint ExperimentTrialComponent FeatureGroup MlflowTrackingServer
ServiceDiscovery: Namespace Service
Signer: SigningJob SigningProfile
SitewiseAssistant: Conversation
SocialMessaging: PhoneNumberId WabaId
StepFunctions: Activity StateMachine
SupportAccess: Tenant TrustingAccount TrustingRole
ThinClient: Device Environment
Timestream: Database RegionalEndpoint Table
Transform: AgentInstance
TransformCustom: Campaign Conversation KnowledgeItem Package
VerifiedPermissions: PolicyStore
XRay: Trace
"""
_ROWS = [row.partition(": ") for row in _TABLE.strip().splitlines()]
KNOWN = frozenset(f"AWS::{service}::{name}" for service, _, names in _ROWS for name in names.split())
_BY_LOWER = {name.lower(): name for name in sorted(KNOWN)}
# What a service is asked for when only its name is given, and what CloudFormation or people call it.
_USUAL = {
    "s3": "AWS::S3::Object",
    "lambda": "AWS::Lambda::Function",
    "dynamodb": "AWS::DynamoDB::Table",
    "sns": "AWS::SNS::Topic",
    "sqs": "AWS::SQS::Queue",
    "kinesis": "AWS::Kinesis::Stream",
    "stepfunctions": "AWS::StepFunctions::StateMachine",
    "cognito": "AWS::Cognito::IdentityPool",
}
_CALLED_OTHERWISE = {
    "aws::s3::bucket": "AWS::S3::Object",
    "aws::s3express::directorybucket": "AWS::S3Express::Object",
    "aws::s3objectlambda::object": "AWS::S3ObjectLambda::AccessPoint",
    "aws::s3outposts::bucket": "AWS::S3Outposts::Object",
    "aws::dynamodb::globaltable": "AWS::DynamoDB::Table",
    "aws::dynamodb::item": "AWS::DynamoDB::Table",
    "aws::lambda::alias": "AWS::Lambda::Function",
    "aws::lambda::version": "AWS::Lambda::Function",
    "aws::ebs::snapshot": "AWS::EC2::Snapshot",
    "aws::ssm::managedinstance": "AWS::SSM::ManagedNode",
}


def surely_meant(resource_type: str) -> str:
    """The type that this can only stand for: other capitals, a service alone, CloudFormation's name for what
    holds the things that are recorded. "" for a known type and where nothing is sure."""
    lower = resource_type.strip().lower()
    if resource_type in KNOWN:
        return ""
    service = lower.removeprefix("aws::").removesuffix("::")
    return _BY_LOWER.get(lower) or _CALLED_OTHERWISE.get(lower) or _USUAL.get(service, "")


def perhaps_meant(resource_type: str) -> str:
    """The known type that is written most alike, "" for a known one and where none is near."""
    if resource_type in KNOWN or len(resource_type) > 100:
        return ""
    close = difflib.get_close_matches(resource_type.lower(), _BY_LOWER, n=1, cutoff=0.85)
    return _BY_LOWER[close[0]] if close else ""
