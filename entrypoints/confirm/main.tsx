import '../../components/tokens.css';
import '../../components/controls.css';
import '../../components/accounts.css';
import '../../components/forms.css';
import '../../components/confirm/confirm.css';
import { Confirm } from '../../components/confirm/Confirm.tsx';
import { startPage } from '../page/start-page.ts';

const { view, tools, show } = startPage();
show(<Confirm view={view} tools={tools} />);
