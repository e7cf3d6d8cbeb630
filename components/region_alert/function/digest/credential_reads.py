"""Calls that hand out credentials or secrets under the name of a read: Get, List, Describe, BatchGet.

AWS marks most of them read-only, and EventBridge's usual rules leave them out by name. They alert from both
sources: `noise.is_read` asks here, and the rules' patterns let these names through. A name counts whatever
service it is of. Each line has the AWS page that says what the call hands out.
"""

from __future__ import annotations

from .json_values import Fields, part

_API = "https://docs.aws.amazon.com/"

BY_SOURCE: dict[str, dict[str, str]] = {
    "sts.amazonaws.com": {
        "GetDelegatedAccessToken": f"{_API}STS/latest/APIReference/API_GetDelegatedAccessToken.html",
        "GetFederationToken": f"{_API}STS/latest/APIReference/API_GetFederationToken.html",
        "GetSessionToken": f"{_API}STS/latest/APIReference/API_GetSessionToken.html",
        "GetWebIdentityToken": f"{_API}STS/latest/APIReference/API_GetWebIdentityToken.html",
    },
    "signin.amazonaws.com": {
        "GetSigninToken": f"{_API}IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html",
    },
    "sso.amazonaws.com": {
        "GetRoleCredentials": f"{_API}singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html",
    },
    "secretsmanager.amazonaws.com": {
        "GetSecretValue": f"{_API}secretsmanager/latest/apireference/API_GetSecretValue.html",
        "BatchGetSecretValue": f"{_API}secretsmanager/latest/apireference/API_BatchGetSecretValue.html",
    },
    "ssm.amazonaws.com": {
        "GetAccessToken": f"{_API}systems-manager/latest/APIReference/API_GetAccessToken.html",
    },
    "ec2.amazonaws.com": {
        "GetPasswordData": f"{_API}AWSEC2/latest/APIReference/API_GetPasswordData.html",
    },
    # One name for three: ECR, ECR Public and CodeArtifact.
    "ecr.amazonaws.com": {
        "GetAuthorizationToken": f"{_API}AmazonECR/latest/APIReference/API_GetAuthorizationToken.html",
    },
    "redshift.amazonaws.com": {
        "GetClusterCredentials": f"{_API}redshift/latest/APIReference/API_GetClusterCredentials.html",
        "GetClusterCredentialsWithIAM": (
            f"{_API}redshift/latest/APIReference/API_GetClusterCredentialsWithIAM.html"
        ),
        "GetIdentityCenterAuthToken": (
            f"{_API}redshift/latest/APIReference/API_GetIdentityCenterAuthToken.html"
        ),
    },
    "redshift-serverless.amazonaws.com": {
        "GetCredentials": f"{_API}redshift-serverless/latest/APIReference/API_GetCredentials.html",
    },
    "cognito-identity.amazonaws.com": {
        "GetCredentialsForIdentity": (
            f"{_API}cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html"
        ),
        "GetOpenIdToken": f"{_API}cognitoidentity/latest/APIReference/API_GetOpenIdToken.html",
        "GetOpenIdTokenForDeveloperIdentity": (
            f"{_API}cognitoidentity/latest/APIReference/API_GetOpenIdTokenForDeveloperIdentity.html"
        ),
    },
    "cognito-idp.amazonaws.com": {
        "DescribeUserPoolClient": (
            f"{_API}cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html"
        ),
        "GetTokensFromRefreshToken": (
            f"{_API}cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html"
        ),
        "ListUserPoolClientSecrets": (
            f"{_API}cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClientSecrets.html"
        ),
    },
    "appsync.amazonaws.com": {
        # An API key's id is the key.
        "ListApiKeys": f"{_API}appsync/latest/APIReference/API_ListApiKeys.html",
    },
    "codepipeline.amazonaws.com": {
        "GetJobDetails": f"{_API}codepipeline/latest/APIReference/API_GetJobDetails.html",
        "GetThirdPartyJobDetails": (
            f"{_API}codepipeline/latest/APIReference/API_GetThirdPartyJobDetails.html"
        ),
    },
    "datazone.amazonaws.com": {
        "GetEnvironmentCredentials": (
            f"{_API}datazone/latest/APIReference/API_GetEnvironmentCredentials.html"
        ),
    },
    "elasticmapreduce.amazonaws.com": {
        "GetClusterSessionCredentials": (
            f"{_API}emr/latest/APIReference/API_GetClusterSessionCredentials.html"
        ),
        "GetOnClusterAppUIPresignedURL": (
            f"{_API}emr/latest/APIReference/API_GetOnClusterAppUIPresignedURL.html"
        ),
        "GetPersistentAppUIPresignedURL": (
            f"{_API}emr/latest/APIReference/API_GetPersistentAppUIPresignedURL.html"
        ),
        # Of Athena, Glue and EMR Serverless too.
        "GetSessionEndpoint": f"{_API}athena/latest/APIReference/API_GetSessionEndpoint.html",
    },
    "emr-containers.amazonaws.com": {
        "GetManagedEndpointSessionCredentials": (
            f"{_API}emr-on-eks/latest/APIReference/API_GetManagedEndpointSessionCredentials.html"
        ),
    },
    "gamelift.amazonaws.com": {
        "GetComputeAccess": f"{_API}gamelift/latest/apireference/API_GetComputeAccess.html",
        "GetComputeAuthToken": f"{_API}gamelift/latest/apireference/API_GetComputeAuthToken.html",
        "GetInstanceAccess": f"{_API}gamelift/latest/apireference/API_GetInstanceAccess.html",
    },
    "lakeformation.amazonaws.com": {
        "GetTemporaryDataLocationCredentials": (
            f"{_API}lake-formation/latest/APIReference/API_GetTemporaryDataLocationCredentials.html"
        ),
        "GetTemporaryGluePartitionCredentials": (
            f"{_API}lake-formation/latest/APIReference/API_GetTemporaryGluePartitionCredentials.html"
        ),
        "GetTemporaryGlueTableCredentials": (
            f"{_API}lake-formation/latest/APIReference/API_GetTemporaryGlueTableCredentials.html"
        ),
    },
    "lightsail.amazonaws.com": {
        "GetBucketAccessKeys": f"{_API}lightsail/2016-11-28/api-reference/API_GetBucketAccessKeys.html",
        "GetInstanceAccessDetails": (
            f"{_API}lightsail/2016-11-28/api-reference/API_GetInstanceAccessDetails.html"
        ),
        "GetRelationalDatabaseMasterUserPassword": (
            f"{_API}lightsail/2016-11-28/api-reference/API_GetRelationalDatabaseMasterUserPassword.html"
        ),
    },
    "bedrock-agentcore.amazonaws.com": {
        "GetResourceApiKey": f"{_API}bedrock-agentcore/latest/APIReference/API_GetResourceApiKey.html",
        "GetResourceOauth2Token": (
            f"{_API}bedrock-agentcore/latest/APIReference/API_GetResourceOauth2Token.html"
        ),
        "GetWorkloadAccessTokenForJWT": (
            f"{_API}bedrock-agentcore/latest/APIReference/API_GetWorkloadAccessTokenForJWT.html"
        ),
        "GetWorkloadAccessTokenForUserId": (
            f"{_API}bedrock-agentcore/latest/APIReference/API_GetWorkloadAccessTokenForUserId.html"
        ),
    },
    "s3.amazonaws.com": {
        "GetDataAccess": f"{_API}AmazonS3/latest/API/API_control_GetDataAccess.html",
    },
    "storagegateway.amazonaws.com": {
        "DescribeChapCredentials": (
            f"{_API}storagegateway/latest/APIReference/API_DescribeChapCredentials.html"
        ),
    },
}
NAMES = frozenset(name for names in BY_SOURCE.values() for name in names)

ENDINGS = ("Credentials", "Token", "Password", "SecretValue")
"""What AWS calls such calls: a Get of one that isn't in the table, or doesn't exist yet, counts as well."""

HARMLESS = frozenset(
    {
        # A number that a change to WAF Classic needs:
        # https://docs.aws.amazon.com/waf/latest/APIReference/API_waf_GetChangeToken.html
        "GetChangeToken",
        # Made up for the caller, and of no account:
        # https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
        "GetRandomPassword",
    }
)

IF_ASKED: dict[str, str] = {
    # https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html and its sisters
    "GetParameter": "withDecryption",
    "GetParameterHistory": "withDecryption",
    "GetParameters": "withDecryption",
    "GetParametersByPath": "withDecryption",
    # https://docs.aws.amazon.com/apigateway/latest/api/API_GetApiKey.html, API_GetApiKeys.html
    "GetApiKey": "includeValue",
    "GetApiKeys": "includeValues",
}
"""Calls that hand out a secret only where the request has this switch on."""


def hands_out_a_secret(record: Fields, name: str) -> bool:
    """Whether a call of this read's name hands out credentials or a secret; refused calls count too.

    A refused request's parameters may be left out: then what it asked for isn't known, and it counts.
    """
    if name in HARMLESS:
        return False
    if name in IF_ASKED:
        asked = part(record, "requestParameters")
        return not asked or str(asked.get(IF_ASKED[name], False)).lower() == "true"
    return name in NAMES or (name.startswith(("Get", "BatchGet")) and name.endswith(ENDINGS))
