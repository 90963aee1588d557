import '../../components/tokens.css';
import '../../components/controls.css';
import '../../components/accounts.css';
import '../../components/forms.css';
import '../../components/welcome/welcome.css';
import '../../components/options/sync/sync.css';
import { Welcome } from '../../components/welcome/Welcome.tsx';
import { startPage } from '../page/start-page.ts';

const { view, tools, show } = startPage();
show(<Welcome view={view} tools={tools} />);
