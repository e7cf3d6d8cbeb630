import com.fasterxml.jackson.databind.*;
import java.io.*;
import software.amazon.event.ruler.*;

/** A line in: {"pattern": text, "events": [text]}. A line out: what is wrong with the pattern, its complexity, who matches. */
@SuppressWarnings("deprecation")
public class Judge {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper json = new ObjectMapper();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line; (line = lines.readLine()) != null; ) {
      JsonNode asked = json.readTree(line);
      String pattern = asked.get("pattern").asText(), problem = JsonRuleCompiler.check(pattern);
      var answer = json.createObjectNode().put("problem", problem);
      if (problem == null) {
        // A machine, and not Ruler.matchesRule: only this one knows $or.
        Machine machine = new Machine();
        machine.addRule("rule", pattern);
        answer.put("complexity", machine.evaluateComplexity(new MachineComplexityEvaluator(100)));
        var matches = answer.putArray("matches");
        for (JsonNode event : asked.get("events")) matches.add(!machine.rulesForJSONEvent(event.asText()).isEmpty());
      }
      System.out.println(answer);
    }
  }
}
